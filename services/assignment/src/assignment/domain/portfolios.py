"""How many customers a manager had and has, and what made it so: the figures that pay follows (RC-2, N6).

All of it is arithmetic on the journal of links, so that a recount gives the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FINAL_AFTER = timedelta(minutes=2)
"""What the journal says about anything older stays so.

An entry is handed to the database at most 30 seconds after the time that it bears, and MongoDB ends a transaction that
is not committed after 60; the rest is for clocks that differ."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` until just before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Flow:
    """How many customers went from one manager (None: nobody) to another, for that reason if it was asked."""

    previous_id: str | None
    manager_id: str | None
    customers: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many customers each manager had just before `at`; kept so that a count starts there and not at the first
    entry. Only ever of what is final."""

    at: datetime
    customers: Mapping[str, int]


BEGINNING = Checkpoint(datetime(1970, 1, 1, tzinfo=UTC), {})
"""Before the first entry nobody had anybody."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A manager's customers at the start of a period, the movements by reason, and what is left at its end."""

    staff_id: str
    period: Period
    opening: int
    gained: Mapping[str, int] = field(default_factory=dict)
    lost: Mapping[str, int] = field(default_factory=dict)

    @property
    def closing(self) -> int:
        """Opening plus gained minus lost, always; the opening of the period that follows."""
        return self.opening + sum(self.gained.values()) - sum(self.lost.values())


def counted(since: Checkpoint, flows: Iterable[Flow]) -> dict[str, int]:
    """How many customers each manager has after these flows; who has none is left out."""
    customers = Counter(since.customers)
    for flow in flows:
        if flow.manager_id is not None:
            customers[flow.manager_id] += flow.customers
        if flow.previous_id is not None:
            customers[flow.previous_id] -= flow.customers
    return {staff_id: count for staff_id, count in sorted(customers.items()) if count}


def statement(staff_id: str, period: Period, opening: int, flows: Iterable[Flow]) -> Statement:
    """The statement of one manager from the flows of the period; flows between others do not concern him."""
    gained, lost = Counter[str](), Counter[str]()
    for flow in flows:
        if flow.manager_id == staff_id != flow.previous_id:
            gained[flow.reason] += flow.customers
        elif flow.previous_id == staff_id != flow.manager_id:
            lost[flow.reason] += flow.customers
    return Statement(staff_id, period, opening, dict(sorted(gained.items())), dict(sorted(lost.items())))


def is_final(end: datetime, now: datetime) -> bool:
    """Whether a statement up to `end` can be given again, years later, as it is given now."""
    return end <= now - FINAL_AFTER
