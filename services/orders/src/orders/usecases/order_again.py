"""A customer wants what he had once more: an earlier order's lines go into his cart (ML-28)."""

from dataclasses import dataclass

from chassis.commit import AlreadyExists, Unit
from chassis.errors import Conflict, Invalid, NotFound, VersionConflict
from orders.domain.cart import Cart, CartFull, put
from orders.domain.order import Order
from orders.domain.promise import Seen
from orders.domain.reorder import Reorder, reorder
from orders.ports import Uses
from orders.usecases.enter_shop import Visit, find_cart
from orders.usecases.submit_cart import find_submitted

_TRIES = 5


@dataclass(frozen=True, slots=True)
class OrderAgain:
    """An order that came by the visitor's link."""

    visit: Visit
    order_id: str


async def compare_with_today(uses: Uses, visit: Visit, order: Order) -> Reorder:
    """What of an order can be had today, and at what price."""
    products = await uses.catalogue.among([line.product_id for line in order.lines])
    return reorder(order.number, order.lines, products, visit.terms)


async def order_again(uses: Uses, command: OrderAgain) -> tuple[Reorder, Cart]:
    """What went into the cart, and the cart: at least as much of each product as was ordered, so that a second click
    adds nothing. NotFound for an order that did not come by this link."""
    order = await find_submitted(uses, command.visit, command.order_id)
    if order is None:
        raise NotFound
    today = await compare_with_today(uses, command.visit, order)
    cart = command.visit.cart
    for _ in range(_TRIES):
        filled = _filled(uses, cart, today)
        if filled is cart:
            return today, cart
        try:
            await uses.commits.commit(Unit([uses.carts.keeping(filled)]))
        except (AlreadyExists, VersionConflict):
            cart = await find_cart(uses, cart.link_id)
            continue
        return today, filled
    raise Conflict("the cart is being changed elsewhere at this moment, try again")


def _filled(uses: Uses, cart: Cart, today: Reorder) -> Cart:
    wanted = {}
    for each in today.offered:
        before = cart.items.get(each.product_id)
        wanted[each.product_id] = Seen(max(each.quantity, before.quantity if before else 0), each.now)
    try:
        return put(cart, wanted, uses.clock.now())
    except CartFull:
        raise Invalid.field("/product_id", "the cart is full") from None
