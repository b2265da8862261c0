"""What assignment answers an audit: of each order, each customer, each decision, and of who was active when (N3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assignment.domain.decisions import Recipient, Role
from assignment.domain.links import Link, Movement


@dataclass(frozen=True, slots=True)
class OrderAccount:
    """The order as it is known here; `decided` are all decisions in the ledger that gave it somebody or nobody, and
    `said` is whom the current one of them says it belongs to."""

    id: str
    version: int
    manager_id: str | None
    decision_id: str | None
    decisions: int
    decided: tuple[str, ...]
    said: str | None


@dataclass(frozen=True, slots=True)
class CustomerAccount:
    """The customer as he is known here. `link` None: he never had a manager. `recorded`: the ledger has the decision
    that the link names; `gaps`: how many entries of his journal do not begin where the one before ended, or end
    elsewhere than the link. `merged_into`: the card that stands for his."""

    id: str
    link: Link | None
    recorded: bool
    gaps: int
    merged_into: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a decision asked to tell by a mail of his own, and whom in the digest that he gets when he is back (O8)."""

    id: str
    at: datetime
    told: tuple[str, ...]
    told_when_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """From when on somebody was active, or was not."""

    since: datetime
    active: bool


@dataclass(frozen=True, slots=True)
class Activity:
    """When a member of staff was active, the oldest first."""

    id: str
    turns: tuple[Turn, ...]


def gaps_in(link: Link | None, history: Sequence[Movement]) -> int:
    """`history` in order of version."""
    before: str | None = None
    found = 0
    for movement in history:
        found += movement.previous_id != before
        before = movement.link.manager_id
    return found + (before != (link.manager_id if link is not None else None))


def told_by_mail(recipients: Sequence[Recipient], *, transfer: bool) -> tuple[str, ...]:
    """An absent manager has his digest, and whoever a transfer concerns has that one's."""
    return () if transfer else tuple(each.staff_id for each in recipients if each.role is not Role.ABSENT_MANAGER)


def told_when_back(recipients: Sequence[Recipient]) -> tuple[str, ...]:
    """Who was away, and somebody else got the order."""
    return tuple(each.staff_id for each in recipients if each.role is Role.ABSENT_MANAGER)
