"""An order that the caller may see, or change: somebody else's is not there (NX-18), but what is closed is the history
of its customer, which whoever serves him sees (RC-3, NX-13)."""

from chassis.access import Principal, Reach, Scope, scope
from chassis.errors import Forbidden, NotFound
from orders.domain.lifecycle import OPEN
from orders.domain.order import Order
from orders.ports import OrderQuery, Uses

CLAIM = "orders.claim_unassigned"


async def readable_order(uses: Uses, order_id: str, by: Principal) -> Order:
    """The order; Forbidden without the permission to read any, NotFound for what is neither the caller's nor history of
    a customer whom he serves."""
    by.require("orders.read")
    within = scope(by, "orders.read")
    order = await uses.orders.find(order_id, within, claiming=by.may(CLAIM))
    if order is None and within.reach is Reach.OWN:
        order = await _of_history(uses, order_id, by)
    if order is None:
        raise NotFound
    return order


async def serves(uses: Uses, customer_id: str, by: Principal) -> bool:
    """Whether it is the caller's customer, or he handles an open order of his: then he sees what the customer ordered
    before, also from a seller who left or whose customer he was until a transfer (RC-3, NX-13, NX-22)."""
    if by.may("customers.read") and await uses.customers.find(customer_id, scope(by, "customers.read")):
        return True
    handled = OrderQuery(customer_id=customer_id, states=OPEN)
    return bool(await uses.orders.page(scope(by, "orders.read"), handled, None, 1))


async def _of_history(uses: Uses, order_id: str, by: Principal) -> Order | None:
    order = await uses.orders.find(order_id, Scope.everything())
    if order is None or order.customer_id is None or order.state in OPEN:
        return None
    return order if await serves(uses, order.customer_id, by) else None


async def writable_order(uses: Uses, order_id: str, by: Principal) -> Order:
    """The order; Forbidden if the caller may see it but not change it, NotFound if he may not even see it."""
    by.require("orders.write")
    order = await uses.orders.find(order_id, scope(by, "orders.write"), claiming=by.may(CLAIM))
    if order is None:
        await readable_order(uses, order_id, by)
        raise Forbidden("this order may be seen, but not changed")
    return order
