"""The link of a customer to his manager, and the intervals that it leaves behind (RC-2)."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Link:
    """Whose a customer is now: the open interval of his history. `version` counts what was told about it.

    `manager_id` None: he had a manager, or was told to have none. `first_linked_at` survives every change.
    """

    customer_id: str
    version: int
    manager_id: str | None
    since: datetime
    reason: str
    decision_id: str
    by: str | None
    first_linked_at: datetime | None = None

    @property
    def linked_at(self) -> datetime | None:
        """Since when he has this manager; None without one."""
        return self.since if self.manager_id is not None else None


@dataclass(frozen=True, slots=True)
class Interval:
    """A past link: from `start` until just before `end`."""

    customer_id: str
    manager_id: str | None
    start: datetime
    end: datetime
    reason: str
    decision_id: str
    by: str | None


@dataclass(frozen=True, slots=True)
class Relinking:
    """What a decision does to the link of a customer: the link after it, and the interval that it closed, if any."""

    before: Link | None
    after: Link
    closed: Interval | None


def relink(
    before: Link | None,
    customer_id: str,
    manager_id: str | None,
    *,
    at: datetime,
    reason: str,
    decision_id: str,
    by: str | None,
) -> Relinking:
    """Gives the customer that manager. The same as before is told again, under a new version, and splits nothing."""
    if before is not None and before.manager_id == manager_id:
        return Relinking(before, replace(before, version=before.version + 1), None)
    first = before.first_linked_at if before is not None else None
    after = Link(
        customer_id=customer_id,
        version=before.version + 1 if before is not None else 1,
        manager_id=manager_id,
        since=at,
        reason=reason,
        decision_id=decision_id,
        by=by,
        first_linked_at=first if first is not None or manager_id is None else at,
    )
    return Relinking(before, after, None if before is None else _closed(before, at))


def _closed(link: Link, at: datetime) -> Interval:
    return Interval(link.customer_id, link.manager_id, link.since, at, link.reason, link.decision_id, link.by)
