"""Who is away, and when somebody who is back is told what was done for him meanwhile (O8, M3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Absence:
    """The replica of an absence: away from `start` until just before `end`, unless it was taken back."""

    id: str
    version: int
    staff_id: str
    start: datetime
    end: datetime
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class CoveredOrder:
    """An order that `manager_id` got because he covered for `staff_id`, to be told in a digest.

    `digest_id` names the digest that it is part of, once there is one; `mailed`: its mail is recorded.
    """

    id: str
    staff_id: str
    order_id: str
    manager_id: str
    absence_id: str | None
    decided_at: datetime
    version: int = 1
    digest_id: str | None = None
    digest_at: datetime | None = None
    mailed: bool = False
    decision_id: str | None = None


def is_back(waiting: Sequence[CoveredOrder], absences: Iterable[Absence], now: datetime) -> bool:
    """Whether no absence holds; false while news of one that these orders were covered in is on its way."""
    known = {absence.id: absence for absence in absences}
    if any(order.absence_id is not None and order.absence_id not in known for order in waiting):
        return False
    return not any(each.start <= now < each.end and not each.cancelled for each in known.values())


def same_day(one: datetime, other: datetime, time_zone: str) -> bool:
    """On somebody's own calendar: he gets at most one digest a day."""
    zone = ZoneInfo(time_zone)
    return one.astimezone(zone).date() == other.astimezone(zone).date()
