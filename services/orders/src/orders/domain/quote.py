"""A quote's way: a draft is sent to the customer, who accepts it into an order or declines it, or it expires;
revised, it is a draft again (NX-8, NX-23)."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from contracts.money import Money
from orders.domain.lifecycle import State
from orders.domain.order import CLOCK, Contact, NotInThisState, Offer, Order, Step, move
from orders.domain.pricing import Line, total_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a quote offered before it was revised: kept for good (NX-8)."""

    quote_id: str
    number: int
    state: State
    lines: tuple[Line, ...]
    total: Money
    valid_until: date | None
    updated_at: datetime


class Seen(StrEnum):
    """How a quote looks to the customer; only an open one can be answered."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class OfferLapsed(NotInThisState):
    """Its last day is over, whether or not that was noted already."""


def offer_of(order: Order) -> Offer:
    """What only a quote has; NotInThisState for anything else."""
    if order.offer is None:
        raise NotInThisState("this is no quote")
    return order.offer


def has_lapsed(order: Order, today: date) -> bool:
    """Whether the last day of a quote is over."""
    until = offer_of(order).valid_until
    return until is not None and until < today


def send(order: Order, step: Step, valid_until: date, contact: Contact, sending_id: str) -> Order:
    """The quote in the customer's hands, be it again, and how he is reached now."""
    offer = replace(offer_of(order), valid_until=valid_until, sending_id=sending_id)
    return replace(move(order, step), offer=offer, contact=contact)


def accept(order: Order, step: Step, order_id: str, today: date) -> Order:
    """The quote after it became that order."""
    offer = replace(offer_of(order), order_id=order_id)
    _in_time(order, today)
    return replace(move(order, step), offer=offer)


def decline(order: Order, step: Step) -> Order:
    """The quote after the customer said no."""
    return move(order, step)


def expire(order: Order, at: datetime, today: date) -> Order:
    """The quote after its last day."""
    if not has_lapsed(order, today):
        raise NotInThisState("the quote can still be accepted")
    return move(order, Step(to=State.EXPIRED, by=CLOCK, at=at))


def revise(order: Order, step: Step, lines: tuple[Line, ...] | None, valid_until: date | None) -> Order:
    """The next revision, a draft; None leaves the lines as they are, or the last day to be set when it is sent."""
    offer = Offer(revision=offer_of(order).revision + 1, valid_until=valid_until)
    revised = replace(move(order, step), offer=offer)
    return revised if lines is None else replace(revised, lines=lines, total=total_of(lines, order.currency))


def seen_by_customer(order: Order, revision: int, today: date) -> Seen:
    """How a quote looks to whom that revision was sent: he answers the newest, and none that is being written."""
    if revision != offer_of(order).revision or order.state is State.DRAFT:
        return Seen.SUPERSEDED
    if order.state is State.SENT:
        return Seen.EXPIRED if has_lapsed(order, today) else Seen.OPEN
    return Seen(order.state.value)


def revision_of(order: Order) -> Revision:
    """What the quote offers now."""
    offer = offer_of(order)
    return Revision(
        quote_id=order.id,
        number=offer.revision,
        state=order.state,
        lines=order.lines,
        total=order.total,
        valid_until=offer.valid_until,
        updated_at=order.updated_at,
    )


def _in_time(order: Order, today: date) -> None:
    if order.state is State.SENT and has_lapsed(order, today):
        raise OfferLapsed(f"the quote could be accepted until {offer_of(order).valid_until}")
