"""What comes out of deciding: who gets order and card, whom to tell, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assignment.domain.distribution import Draw
from assignment.domain.facts import Roster
from assignment.domain.rows import PassedOver, Reason, Row


class Role(StrEnum):
    """As what somebody is told; with the decision's reason it says what his mail is about."""

    ASSIGNEE = "assignee"
    CARD_MANAGER = "card_manager"
    FORMER_MANAGER = "former_manager"
    ABSENT_MANAGER = "absent_manager"
    SUPERVISOR = "supervisor"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to be told about a decision, by one mail; the absent manager's goes into the digest that he gets after
    `absence_id` (O8)."""

    staff_id: str
    role: Role
    absence_id: str | None = None


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """Who gets an order, quote or purchase.

    `order_manager` and `card_manager` are the values that hold after it, changed or kept; `card_stale`: the
    card keeps a manager who is not ACTIVE. `refused`: nothing may be saved (422).
    """

    row: Row
    reason: Reason
    order_manager: str | None
    order_changed: bool
    card_manager: str | None
    card_changed: bool
    card_stale: bool
    roster_version: int
    settings_version: int
    refused: bool = False
    recipients: tuple[Recipient, ...] = ()
    passed_over: Mapping[PassedOver, tuple[str, ...]] = field(default_factory=dict)
    draw: Draw | None = None


@dataclass(frozen=True, slots=True)
class CardDecision:
    """Whom a customer card gets; `orders` are the ids of orders that go to `manager` with it (C7, M4)."""

    row: Row
    reason: Reason
    manager: str | None
    changed: bool
    roster_version: int
    refused: bool = False
    orders: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()


def to_tell(candidates: Iterable[Recipient], actor: str | None, roster: Roster) -> tuple[Recipient, ...]:
    """One mail a person, the first; none to the actor about his own act; none to who is not ACTIVE (M1)."""
    told: dict[str, Recipient] = {}
    for recipient in candidates:
        if recipient.staff_id != actor and roster.active(recipient.staff_id) is not None:
            told.setdefault(recipient.staff_id, recipient)
    return tuple(told.values())
