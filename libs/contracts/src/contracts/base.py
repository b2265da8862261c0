"""What every contract is: a frozen value that readers of an older version still understand."""

from abc import abstractmethod
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Contract(BaseModel):
    """A value that travels between services. Contracts only grow: unknown fields are ignored when read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Event(Contract):
    """The `data` of a CloudEvent: the full state of one aggregate after a change, never a difference.

    `TYPE` is the CloudEvents type and the routing key.
    """

    TYPE: ClassVar[str]

    @property
    @abstractmethod
    def subject(self) -> str:
        """Id of the aggregate that changed."""

    @property
    @abstractmethod
    def sequence(self) -> int:
        """Version of the aggregate after the change; receivers drop what is older than they have."""


class Record(Contract):
    """The state of one aggregate; `version` counts its changes."""

    id: str
    version: int


class StateEvent(Event):
    """An event that carries the record it is about."""

    @property
    @abstractmethod
    def record(self) -> Record:
        """As it is after the change."""

    @property
    def subject(self) -> str:
        return self.record.id

    @property
    def sequence(self) -> int:
        return self.record.version


class Actor(Contract):
    """Who did it: a member of staff, the customer himself (by link), a program, or the system."""

    kind: str
    id: str | None = None
    manager_role: bool = False


class Choice(Contract):
    """A manager field that a human (or an integration at creation) set in this very save; null clears it."""

    manager_id: str | None


class Act(Contract):
    """The act behind an event: what was done, by whom, when, and whether the manager was chosen in it."""

    verb: str
    actor: Actor
    at: str
    choice: Choice | None = None
