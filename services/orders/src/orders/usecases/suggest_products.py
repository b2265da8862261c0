"""Whoever serves a customer sees what he bought before, whoever sold it to him (RC-3)."""

from chassis.access import Principal, Scope
from chassis.errors import NotFound
from orders.domain.bought_before import Bought, bought_before
from orders.ports import OrderQuery, Uses
from orders.usecases.find_order import serves

_LOOKED_AT = 200


async def suggest_products(uses: Uses, customer_id: str, by: Principal) -> tuple[Bought, ...]:
    """What is in the customer's latest 200 orders; NotFound unless he is the caller's or has an open order that is."""
    by.require("orders.read")
    customer_id = await uses.customers.standing_for(customer_id)
    if not await serves(uses, customer_id, by):
        raise NotFound
    latest = await uses.orders.page(Scope.everything(), OrderQuery(customer_id=customer_id), None, _LOOKED_AT)
    return bought_before(latest)
