"""A customer orders what is in his cart (ML-28, ML-29): the same submission twice is one order, and nothing is ordered
that is not as he saw it (N11)."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from chassis.access import Scope
from chassis.errors import Conflict, Fault, NotFound, VersionConflict
from orders.domain.cart import Cart, emptied
from orders.domain.order import Channel, Kind, Order
from orders.domain.pricing import Line, LineFault, LinesRefused, price_lines
from orders.domain.promise import Difference, Seen, differences
from orders.ports import Uses
from orders.usecases.announcing import customer_actor
from orders.usecases.enter_shop import Visit, find_cart
from orders.usecases.place_order import Draft, place_order

_TRIES = 5


@dataclass(frozen=True, slots=True)
class SubmitCart:
    """`submission_id` comes with the page and tells a second click from a second order; `seen` is what the page showed,
    None if that is not known: then it is what was seen when each product went into the cart."""

    visit: Visit
    submission_id: str
    order_id: str
    seen: Mapping[str, Seen] | None = None


class CartEmpty(Conflict):
    """Nothing to order."""

    type = "cart-empty"
    title = "The cart is empty"


class CartNotOrderable(Conflict):
    """Something in the cart is no longer offered; the cart is kept as it is."""

    type = "cart-not-orderable"
    title = "Something in the cart can no longer be ordered"


class CartChanged(Conflict):
    """Prices or quantities are not what the customer saw; `lines` are what he would order now."""

    type = "cart-changed"
    title = "The cart is no longer what was seen: nothing was ordered"

    def __init__(self, changed: Sequence[Difference], lines: Sequence[Line]) -> None:
        super().__init__()
        self.changed = tuple(changed)
        self.lines = tuple(lines)


async def submit_cart(uses: Uses, command: SubmitCart) -> Order:
    """The order, the cart being emptied with it. Raises CartEmpty, CartNotOrderable, CartChanged, or Conflict if it
    keeps changing."""
    cart = command.visit.cart
    for _ in range(_TRIES):
        if (earlier := cart.ordered.get(command.submission_id)) is not None:
            return await _made_earlier(uses, command.visit, earlier)
        if not cart.items:
            raise CartEmpty
        lines = await _priced(uses, command.visit, cart)
        changed = differences(cart.items if command.seen is None else command.seen, lines)
        if changed:
            raise CartChanged(changed, lines)
        try:
            return await _order(uses, command, cart, lines)
        except VersionConflict:
            cart = await find_cart(uses, cart.link_id)
    raise Conflict("the cart is being changed elsewhere at this moment, try again")


async def _priced(uses: Uses, visit: Visit, cart: Cart) -> tuple[Line, ...]:
    products = await uses.catalogue.among(list(cart.items))
    try:
        return price_lines(cart.wanted, products, visit.terms)
    except LinesRefused as refused:
        raise CartNotOrderable(faults=tuple(_fault(fault) for fault in refused.faults)) from None


async def _order(uses: Uses, command: SubmitCart, cart: Cart, lines: tuple[Line, ...]) -> Order:
    visit = command.visit
    customer = visit.customer
    draft = Draft(
        order_id=command.order_id,
        kind=Kind.ORDER,
        channel=Channel.LINK,
        customer_id=customer.id,
        contact=customer.contact,
        language=visit.terms.languages[0],
        currency=visit.terms.currency,
        country=customer.country,
        lines=lines,
        chosen=None,
        created_by=None,
        link_id=visit.link.id,
        actor=customer_actor(customer.id),
    )
    left = emptied(cart, command.submission_id, command.order_id, uses.clock.now())
    return await place_order(uses, draft, mark=None, also=[uses.carts.keeping(left)])


async def find_submitted(uses: Uses, visit: Visit, order_id: str) -> Order | None:
    """An order that came by this link, or by one in whose place it came."""
    order = await uses.orders.find(order_id, Scope.everything())
    return order if order is not None and order.link_id in await links_of(uses, visit) else None


async def links_of(uses: Uses, visit: Visit) -> Collection[str]:
    """The links whose orders the visitor sees: his own, and those in whose place it came unless they are another
    customer's again, whose card had been merged with his."""
    before = await asyncio.gather(*map(uses.links.find, visit.link.stands_for))
    his = (each.id for each in before if each is not None and each.customer_id in visit.customer.ids)
    return (visit.link.id, *his)


async def _made_earlier(uses: Uses, visit: Visit, order_id: str) -> Order:
    """What a second click of the same submission is answered, whatever the cart is by now."""
    order = await find_submitted(uses, visit, order_id)
    if order is None:
        raise NotFound
    return order


def _fault(fault: LineFault) -> Fault:
    return Fault(f"/cart/lines/{fault.at}/{fault.field}", fault.why)
