"""A customer orders what is in his cart (ML-28, ML-29): the same submission twice is one order."""

from dataclasses import dataclass

from chassis.access import Scope
from chassis.commit import AlreadyExists
from chassis.errors import Conflict, Fault, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from orders.domain.cart import Cart, emptied
from orders.domain.order import Channel, Kind, Order
from orders.domain.pricing import LineFault, LinesRefused, price_lines
from orders.ports import Uses
from orders.usecases.announcing import customer_actor
from orders.usecases.enter_shop import Visit
from orders.usecases.fill_cart import find_cart
from orders.usecases.place_order import Draft, place_order

_TRIES = 5


@dataclass(frozen=True, slots=True)
class SubmitCart:
    """`submission_id` comes with the page and tells a second click from a second order."""

    visit: Visit
    submission_id: str
    order_id: str


class CartEmpty(Conflict):
    """Nothing to order."""

    type = "cart-empty"
    title = "The cart is empty"


class CartNotOrderable(Conflict):
    """Something in the cart is no longer offered; the cart is kept as it is."""

    type = "cart-not-orderable"
    title = "Something in the cart can no longer be ordered"


async def submit_cart(uses: Uses, command: SubmitCart) -> Order:
    """The order, the cart being emptied with it; CartEmpty, CartNotOrderable, or Conflict if it keeps changing."""
    link = command.visit.link
    mark = Mark(f"shop:{link.id}:{command.submission_id}", result={"id": command.order_id})
    for _ in range(_TRIES):
        cart = await find_cart(uses, command.visit)
        if not cart.items:
            earlier = await uses.marks.kept(mark.id)
            if earlier is None:
                raise CartEmpty
            return await _made(uses, earlier)
        try:
            return await _order(uses, command, cart, mark)
        except AlreadyDone as done:
            return await _made(uses, done.mark)
        except (AlreadyExists, VersionConflict):
            continue
    raise Conflict("the cart is being changed elsewhere at this moment, try again")


async def _order(uses: Uses, command: SubmitCart, cart: Cart, mark: Mark) -> Order:
    visit = command.visit
    products = await uses.catalogue.among(list(cart.items))
    try:
        lines = price_lines(cart.wanted, products, visit.terms)
    except LinesRefused as refused:
        raise CartNotOrderable(faults=tuple(_fault(fault) for fault in refused.faults)) from None
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
    also = [uses.carts.keeping(emptied(cart, uses.clock.now()))]
    return await place_order(uses, draft, mark=mark, also=also)


async def find_submitted(uses: Uses, visit: Visit, order_id: str) -> Order | None:
    """An order that came by this link."""
    order = await uses.orders.find(order_id, Scope.everything())
    return order if order is not None and order.link_id == visit.link.id else None


async def _made(uses: Uses, mark: Mark) -> Order:
    assert mark.result is not None
    order = await uses.orders.find(str(mark.result["id"]), Scope.everything())
    assert order is not None, "a mark is committed together with its order"
    return order


def _fault(fault: LineFault) -> Fault:
    return Fault(f"/cart/lines/{fault.at}/{fault.field}", fault.why)
