"""Prices positions, and tells refusals in terms of the request's body."""

from collections.abc import Mapping, Sequence

from chassis.errors import Fault, Invalid
from orders.domain.pricing import Line, LinesRefused, Terms, Wanted, price_lines
from orders.ports import Uses


async def price_order(
    uses: Uses, wanted: Sequence[Wanted], terms: Terms, frozen: Mapping[str, Line] | None = None
) -> tuple[Line, ...]:
    """The priced lines; Invalid with a pointer for each position that cannot be had."""
    products = await uses.catalogue.among([each.product_id for each in wanted])
    try:
        return price_lines(wanted, products, terms, frozen)
    except LinesRefused as refused:
        faults = tuple(Fault(f"/lines/{fault.at}/{fault.field}", fault.why) for fault in refused.faults)
        raise Invalid(faults=faults) from None
