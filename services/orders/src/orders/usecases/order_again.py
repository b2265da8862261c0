"""A customer wants what he had once more: an earlier order's lines go into his cart (ML-28)."""

from dataclasses import dataclass

from chassis.errors import NotFound
from orders.domain.cart import Cart
from orders.domain.order import Order
from orders.domain.promise import Seen
from orders.domain.reorder import Reorder, reorder
from orders.ports import Uses
from orders.usecases.enter_shop import Visit
from orders.usecases.fill_cart import put_into
from orders.usecases.submit_cart import find_submitted


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
    return today, await put_into(uses, command.visit.cart, lambda cart: _wanted(cart, today))


def _wanted(cart: Cart, today: Reorder) -> dict[str, Seen]:
    had = {product_id: item.quantity for product_id, item in cart.items.items()}
    return {each.product_id: Seen(max(each.quantity, had.get(each.product_id, 0)), each.now) for each in today.offered}
