"""An order, quote or purchase, and everything that may happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from contracts.money import Money
from orders.domain.lifecycle import EDITABLE, OPEN, State, may_move
from orders.domain.pricing import Line, total_of


class Kind(StrEnum):
    """All three are numbered apart and assigned alike (NX-1)."""

    ORDER = "order"
    QUOTE = "quote"
    PURCHASE = "purchase"


class Channel(StrEnum):
    """How it came (RC-18)."""

    OFFICE = "office"
    POS = "pos"
    LINK = "link"
    WEB = "web"
    API = "api"


class AssignmentState(StrEnum):
    """Whether it is decided whose the order is."""

    PENDING = "pending"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"


_PREFIX: Mapping[Kind, str] = MappingProxyType({Kind.ORDER: "O", Kind.QUOTE: "Q", Kind.PURCHASE: "P"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Personal data of whoever ordered, as it was then: the customer's or the guest's."""

    name: str
    contact_person: str | None = None
    email: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """The latest decision about the order; `number` counts them, 0 before the first."""

    state: AssignmentState = AssignmentState.PENDING
    number: int = 0
    decision_id: str | None = None
    row: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the lifecycle that was taken: to which state, by whom, when, and why if that was said (ML-30). Who is
    no member of staff is `CUSTOMER` or `CLOCK`."""

    to: State
    by: str
    at: datetime
    reason: str | None = None


CUSTOMER, CLOCK = "customer", "system"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A manager field that was set in this very save; None clears it."""

    manager_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What was done to an order, and how it was after it: the rules look at who did it and in which order (RC-15). `by`
    is None unless he is a member of staff; `decisions` had reached it by then."""

    version: int
    by: str | None
    at: datetime
    state: State
    manager_id: str | None
    decisions: int = 0
    chosen: Chosen | None = None


DEEDS_REMEMBERED = 8
"""More acts on one order than that do not overtake each other on their way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a quote has besides: revisions count from 1, `valid_until` is the last day (the shop's) on which it can be
    accepted, `order_id` what it was accepted into, `sending_id` the revision's latest sending by mail."""

    revision: int = 1
    valid_until: date | None = None
    order_id: str | None = None
    sending_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`choice_version` is the version at which a human last chose the manager, 0 if nobody did: a decision about an
    earlier version does not overrule him. `external_id` is its key in another system; `ordered_at` is None unless it
    was ordered before it was entered here. `history` has the steps since it is new, in their order. `offer` is there if
    it is a quote, `quote_id` if it was accepted from one. `came_with`: the customers whose it was before their cards
    were merged into others, the first first. `deeds` are the latest, the first first."""

    id: str
    version: int
    number: str
    kind: Kind
    channel: Channel
    state: State
    customer_id: str | None
    contact: Contact
    currency: str
    language: str
    country: str | None
    lines: tuple[Line, ...]
    total: Money
    manager_id: str | None
    choice_version: int
    assignment: Assignment
    created_by: str | None
    link_id: str | None
    external_id: str | None = None
    ordered_at: datetime | None = None
    history: tuple[Step, ...] = ()
    offer: Offer | None = None
    quote_id: str | None = None
    came_with: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The part of an order that a decision looks at and changes."""

    id: str
    version: int
    state: State
    manager_id: str | None
    choice_version: int
    assignment: Assignment
    updated_at: datetime


Decided = TypeVar("Decided", Order, Standing)


@dataclass(frozen=True, slots=True)
class Decision:
    """What assignment decided about the order as it was at `order_version`."""

    number: int
    order_version: int
    manager_id: str | None
    decision_id: str
    row: str
    reason: str


class NotInThisState(Exception):
    """The order's state does not allow it."""


def series_of(kind: Kind, year: int) -> str:
    """The series that numbers orders of a kind in a year."""
    return f"{kind}-{year}"


def number_of(kind: Kind, year: int, n: int) -> str:
    """The number as people read it, such as O-2026-000123."""
    return f"{_PREFIX[kind]}-{year}-{n:06d}"


def save(order: Order, lines: tuple[Line, ...] | None, chosen: Chosen | None, by: str, at: datetime) -> Order:
    """The order after a human saved it (RC-15, RC-17); None leaves lines or manager as they are."""
    if lines is not None and order.state not in EDITABLE:
        raise NotInThisState(f"the lines of an order that is {order.state} cannot be changed")
    if chosen is not None and order.state not in OPEN:
        raise NotInThisState(f"the manager of an order that is {order.state} cannot be changed")
    version = order.version + 1
    saved = replace(order, version=version, updated_at=at)
    if lines is not None:
        saved = replace(saved, lines=lines, total=total_of(lines, order.currency))
    if chosen is not None:
        saved = replace(saved, manager_id=chosen.manager_id, choice_version=version)
        if chosen.manager_id != order.manager_id:
            saved = replace(saved, assignment=Assignment(number=order.assignment.number))
    return _done(saved, by, at, chosen)


def move(order: Order, step: Step) -> Order:
    """The order one step further, or cancelled (ML-30). A quote is never made or shipped: it becomes an order."""
    if not may_move(order.state, step.to):
        what = "a quote" if order.kind is Kind.QUOTE else "an order"
        raise NotInThisState(f"{what} that is {order.state} cannot become {step.to}")
    history = (*order.history, step)
    moved = replace(order, version=order.version + 1, state=step.to, history=history, updated_at=step.at)
    return _done(moved, None if step.by in (CUSTOMER, CLOCK) else step.by, step.at)


def _done(order: Order, by: str | None, at: datetime, chosen: Chosen | None = None) -> Order:
    deed = Deed(
        version=order.version,
        by=by,
        at=at,
        state=order.state,
        manager_id=order.manager_id,
        decisions=order.assignment.number,
        chosen=chosen,
    )
    return replace(order, deeds=(*order.deeds, deed)[-DEEDS_REMEMBERED:])


def decide(order: Decided, decision: Decision, at: datetime) -> Decided | None:
    """The order after a decision of assignment; None if a later one is known already.

    What a human chose after the version that was looked at stands; the decision about his choice is on its way. What
    is closed keeps its manager (O0): a decision that changes him was made before assignment heard of that, and is
    taken back there. Only the first one, made when the order came, still finds its way.
    """
    if decision.number <= order.assignment.number:
        return None
    if order.state not in OPEN and order.assignment.number > 0 and decision.manager_id != order.manager_id:
        return None
    if not was_chosen_after(order, decision.order_version):
        return showing(order, decision, at)
    pending = Assignment(AssignmentState.PENDING, decision.number, decision.decision_id, decision.row, decision.reason)
    return replace(order, version=order.version + 1, assignment=pending, updated_at=at)


def was_chosen_after(order: Standing | Order, order_version: int) -> bool:
    """Whether a human chose the manager on a later version: the decision on that is on its way."""
    return order_version < order.choice_version


def state_after(manager_id: str | None) -> AssignmentState:
    """What a decision for somebody, or for nobody, says."""
    return AssignmentState.UNASSIGNED if manager_id is None else AssignmentState.ASSIGNED


def showing(order: Decided, decision: Decision, at: datetime) -> Decided:
    """With the manager of that decision, and why."""
    return replace(
        order,
        version=order.version + 1,
        manager_id=decision.manager_id,
        assignment=Assignment(
            state_after(decision.manager_id), decision.number, decision.decision_id, decision.row, decision.reason
        ),
        updated_at=at,
    )
