"""The customer answers a quote through its link, without account or login (NX-23). Opening it changes nothing;
accepting it twice makes one order; what was revised since cannot be answered any more (NX-8)."""

from dataclasses import dataclass

from chassis.access import Scope
from chassis.errors import Conflict
from orders.domain.customers_change import is_forgotten
from orders.domain.lifecycle import State
from orders.domain.order import CUSTOMER, Channel, Order, Step
from orders.domain.order_link import link_id_of
from orders.domain.quote import Seen, seen_by_customer
from orders.domain.quote_link import Use, quote_key, revision_with_key
from orders.ports import Uses
from orders.usecases.accept_quote import accepted_into
from orders.usecases.announcing import customer_actor
from orders.usecases.decline_quote import declined
from orders.usecases.enter_shop import LinkGone
from orders.usecases.find_buyer import find_buyer
from orders.usecases.moving import persistently


class Superseded(Conflict):
    """Something else is offered by now."""

    type = "quote-superseded"
    title = "There is a newer version of this quote"


@dataclass(frozen=True, slots=True)
class QuoteVisit:
    """Somebody with the link of a quote: as it is, how it looks to him, and the number of the order that it became."""

    quote: Order
    seen: Seen
    order_number: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """A quote, and the key to it that a browser keeps."""

    quote_id: str
    cookie: str


async def open_quote(uses: Uses, token: str) -> Key:
    """What stands for the token from now on; LinkGone if it is worth nothing."""
    quote_id = link_id_of(token)
    if quote_id is None:
        raise LinkGone
    _, revision = await _opened(uses, quote_id, token, Use.LINK)
    return Key(quote_id, quote_key(quote_id, revision, Use.VISIT, uses.link_secret))


async def visit_quote(uses: Uses, key: Key) -> QuoteVisit:
    """What the customer sees; LinkGone if the key is worth nothing, the quote was cancelled, or its customer
    forgotten or not active."""
    quote, revision = await _opened(uses, key.quote_id, key.cookie, Use.VISIT)
    seen = seen_by_customer(quote, revision, uses.today())
    order = await _became(uses, quote) if seen is Seen.ACCEPTED else None
    return QuoteVisit(quote, seen, order.number if order else None)


async def offered_to(uses: Uses, key: Key) -> Order:
    """The quote, if it is still what the customer was sent; Superseded, LinkGone."""
    visit = await visit_quote(uses, key)
    if visit.seen is Seen.SUPERSEDED:
        raise Superseded
    return visit.quote


async def accept_offer(uses: Uses, key: Key, order_id: str) -> Order:
    """The order, be it from an earlier click. Raises LinkGone, Superseded, WrongState."""

    async def attempt() -> Order:
        quote = await offered_to(uses, key)
        if (before := await _became(uses, quote)) is not None:
            return before
        step = Step(to=State.ACCEPTED, by=CUSTOMER, at=uses.clock.now())
        return await accepted_into(uses, quote, step, order_id, customer_actor(quote.customer_id), Channel.LINK)

    return await persistently(attempt)


async def decline_offer(uses: Uses, key: Key, reason: str | None) -> Order:
    """The quote, declined, be it by an earlier click. Raises LinkGone, Superseded, WrongState."""

    async def attempt() -> Order:
        quote = await offered_to(uses, key)
        if quote.state is State.DECLINED:
            return quote
        step = Step(to=State.DECLINED, by=CUSTOMER, at=uses.clock.now(), reason=reason)
        return await declined(uses, quote, step, customer_actor(quote.customer_id))

    return await persistently(attempt)


async def _opened(uses: Uses, quote_id: str, key: str, use: Use) -> tuple[Order, int]:
    quote = await uses.orders.find(quote_id, Scope.everything())
    if quote is None or quote.offer is None or quote.state is State.CANCELLED:
        raise LinkGone
    revision = revision_with_key(quote.id, quote.offer.revision, key, use, uses.link_secret)
    buyer = await find_buyer(uses, quote)
    if revision is None or is_forgotten(quote) or (buyer is not None and not buyer.may_order):
        raise LinkGone
    return quote, revision


async def _became(uses: Uses, quote: Order) -> Order | None:
    if quote.offer is None or quote.offer.order_id is None:
        return None
    return await uses.orders.find(quote.offer.order_id, Scope.everything())
