"""An event as it comes in, and how it is read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from pydantic import ValidationError

from chassis.errors import Spoken, Transient
from chassis.inbox import Mark
from contracts.base import Event
from contracts.catalog import EVENTS

E = TypeVar("E", bound=Event, covariant=True)

_LATER_LOOKS = 2


@dataclass(frozen=True, slots=True)
class Received(Generic[E]):
    """An event as it came in: what it says, and what tells it from another."""

    event: E
    id: str
    time: datetime
    attempts: int
    envelope: Mapping[str, Any]

    @property
    def mark(self) -> Mark:
        """To be committed with the effect, so that the event has it once."""
        return Mark(f"event:{self.id}")


def look_again(received: Received[Event]) -> None:
    """For handlers whose effect may miss what was under way when the news came, based on how things were before: the
    event comes once more a second later, and ten seconds after that. They must stand being run again."""
    if received.attempts < _LATER_LOOKS:
        raise Transient("for what was under way")


Handler = Callable[[Any, Received[Any]], Awaitable[None]]
Subscriptions = Mapping[type[Event], Handler]


class Malformed(Spoken):
    """The bytes are no event that this queue knows. `found` is what stood in the event's place in a batch."""

    def __init__(self, reason: str, found: Any = None) -> None:
        super().__init__(reason)
        self.found = found


def decode(body: bytes, attempts: int = 0) -> list[Received[Event] | Malformed]:
    """Reads a CloudEvent or a batch of them. Malformed is raised if the whole message is unreadable; in a batch,
    an event that is none stands as Malformed in its place."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"no JSON: {error}") from None
    if isinstance(content, dict):
        return [_read(content, attempts)]
    if not isinstance(content, list):
        raise Malformed("neither an event nor a batch")
    return [_read(each, attempts) for each in content]


def _read(envelope: Any, attempts: int) -> Received[Event] | Malformed:
    if not isinstance(envelope, dict) or envelope.get("specversion") != "1.0":
        return Malformed("no CloudEvent 1.0", envelope)
    identifier, time = envelope.get("id"), envelope.get("time")
    if not isinstance(identifier, str) or not identifier or not isinstance(time, str):
        return Malformed("an event needs id and time", envelope)
    event_type = EVENTS.get(str(envelope.get("type")))
    if event_type is None:
        return Malformed(f"unknown type {envelope.get('type')!r:.100}", envelope)
    try:
        event = event_type.model_validate(envelope.get("data"))
        at = datetime.fromisoformat(time)
        if at.tzinfo is None:
            raise ValueError("without time zone")
        return Received(event, identifier, at, attempts, envelope)
    except ValidationError as error:
        where = "; ".join(".".join(map(str, e["loc"])) + ": " + e["type"] for e in error.errors()[:3])
        return Malformed(f"wrong schema: {where:.500}", envelope)
    except ValueError:
        return Malformed("wrong time", envelope)
