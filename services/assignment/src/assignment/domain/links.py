"""The link of a customer to his manager, and the movements that lead from one manager to the next (RC-2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest


@dataclass(frozen=True, slots=True)
class Link:
    """Whose a customer is: as it is now, or as it was. `version` counts what was told about it.

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
class Movement:
    """An entry of the journal: a customer came from `previous_id` to the manager of `link`, at `link.since`.

    Entries are only ever added. A customer's entries in order are his history; a manager's are his statement.
    """

    link: Link
    previous_id: str | None

    @property
    def id(self) -> str:
        """One for each version of a link."""
        return f"{self.link.customer_id}:{self.link.version}"

    @property
    def position(self) -> tuple[datetime, str]:
        """Its place in a statement."""
        return self.link.since, self.id


@dataclass(frozen=True, slots=True)
class Interval:
    """How long a customer had a manager: from the start of `link` until just before `end`; None is now."""

    link: Link
    end: datetime | None


@dataclass(frozen=True, slots=True)
class Relinking:
    """What a decision does to the link of a customer: the link after it, and the entry in the journal, if any."""

    before: Link | None
    after: Link
    movement: Movement | None


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
    """Gives the customer that manager. The same as before is told again, under a new version, and moves nothing.

    Clocks of replicas differ: a change never lies before the one that it follows.
    """
    if before is not None and before.manager_id == manager_id:
        return Relinking(before, replace(before, version=before.version + 1), None)
    since = at if before is None else max(at, before.since)
    first = before.first_linked_at if before is not None else None
    after = Link(
        customer_id=customer_id,
        version=before.version + 1 if before is not None else 1,
        manager_id=manager_id,
        since=since,
        reason=reason,
        decision_id=decision_id,
        by=by,
        first_linked_at=first if first is not None or manager_id is None else since,
    )
    return Relinking(before, after, Movement(after, before.manager_id if before is not None else None))


def intervals(history: Sequence[Movement]) -> list[Interval]:
    """The whole history of a customer, the oldest first, without gap or overlap; empty if he never had a manager."""
    return [
        Interval(movement.link, following.link.since if following is not None else None)
        for movement, following in zip_longest(history, history[1:])
    ]
