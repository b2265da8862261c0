"""Telling everything anew, so that replicas can be compared and rebuilt (N5).

An event that restates is of a type of its own: it says how something is, not that anything happened, so that nobody
decides or mails on it.
"""

from typing import ClassVar

from contracts.base import Contract, Event


class Replay(Contract):
    """Which telling it belongs to. `heal`: replicas take over what differs; else they only say so."""

    id: str
    heal: bool


class ReplayFinished(Event):
    """An owner has told everything: how many records of each kind."""

    TYPE: ClassVar[str]

    replay: Replay
    told: dict[str, int]

    @property
    def subject(self) -> str:
        return self.replay.id

    @property
    def sequence(self) -> int:
        return 1
