"""Prices positions, and tells refusals in terms of the request's body."""

from collections.abc import Sequence

from chassis.access import Scope
from chassis.errors import Fault, Invalid
from orders.domain.order import Order
from orders.domain.pricing import Line, LinesRefused, Terms, Wanted, price_lines
from orders.ports import Uses
from orders.usecases.agree_terms import agree_terms


async def price_order(
    uses: Uses, wanted: Sequence[Wanted], terms: Terms, frozen: Sequence[Line] = ()
) -> tuple[Line, ...]:
    """The priced lines; Invalid with a pointer for each position that cannot be had."""
    products = await uses.catalogue.among([each.product_id for each in wanted])
    try:
        return price_lines(wanted, products, terms, frozen)
    except LinesRefused as refused:
        faults = tuple(Fault(f"/lines/{fault.at}/{fault.field}", fault.why) for fault in refused.faults)
        raise Invalid(faults=faults) from None


async def reprice_order(uses: Uses, order: Order, wanted: Sequence[Wanted]) -> tuple[Line, ...]:
    """The lines that an order is to have; what it has already keeps its price. Raises Invalid as `price_order`."""
    customer = None
    if order.customer_id is not None:
        customer = await uses.customers.find(order.customer_id, Scope.everything())
    return await price_order(uses, wanted, await agree_terms(uses, customer, order.currency), order.lines)
