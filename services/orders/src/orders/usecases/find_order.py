"""An order that the caller may see, or change: somebody else's is not there (NX-18)."""

from chassis.access import Principal, Scope, scope
from chassis.errors import Forbidden, NotFound
from orders.domain.order import Order
from orders.ports import Uses

CLAIM = "orders.claim_unassigned"


async def readable_order(uses: Uses, order_id: str, by: Principal) -> Order:
    """The order; Forbidden without the permission to read any, NotFound for what is not the caller's."""
    by.require("orders.read")
    order = await uses.orders.find(order_id, scope(by, "orders.read"), claiming=by.may(CLAIM))
    if order is None:
        raise NotFound
    return order


async def writable_order(uses: Uses, order_id: str, by: Principal) -> Order:
    """The order; Forbidden if the caller may see it but not change it, NotFound if he may not even see it."""
    by.require("orders.write")
    order = await uses.orders.find(order_id, scope(by, "orders.write"), claiming=by.may(CLAIM))
    if order is None:
        await readable_order(uses, order_id, by)
        raise Forbidden("this order may be seen, but not changed")
    return order


async def made_earlier(uses: Uses, order_id: str) -> Order:
    """The order that the same request had its effect on before, whosever it is by now."""
    order = await uses.orders.find(order_id, Scope.everything())
    if order is None:
        raise NotFound
    return order
