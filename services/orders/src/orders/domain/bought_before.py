"""What a customer has bought before: what whoever serves him is likely to sell him again (RC-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.money import Money
from orders.domain.lifecycle import State
from orders.domain.order import Kind, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A product with how many orders it was in, and name, price and quantity of the last of them. Says nothing of who
    sold it: whoever serves a customer sees what he bought, not what other sellers have in hand (NX-17)."""

    product_id: str
    sku: str
    name: str
    unit_price: Money
    quantity: int
    times: int
    last_at: datetime


def bought_before(orders: Iterable[Order]) -> tuple[Bought, ...]:
    """What is in the orders and purchases, most often bought first, then the latest; a quote or a cancelled order is
    nothing bought."""
    found: dict[str, Bought] = {}
    for order in sorted(filter(_is_sale, orders), key=_bought_at):
        quantities: dict[str, int] = {}
        for line in order.lines:
            quantities[line.product_id] = quantities.get(line.product_id, 0) + line.quantity
        for line in {line.product_id: line for line in order.lines}.values():
            earlier = found.get(line.product_id)
            found[line.product_id] = Bought(
                product_id=line.product_id,
                sku=line.sku,
                name=line.name,
                unit_price=line.unit_price,
                quantity=quantities[line.product_id],
                times=1 if earlier is None else earlier.times + 1,
                last_at=_bought_at(order),
            )
    return tuple(sorted(found.values(), key=lambda bought: (bought.times, bought.last_at), reverse=True))


def _is_sale(order: Order) -> bool:
    return order.kind is not Kind.QUOTE and order.state is not State.CANCELLED


def _bought_at(order: Order) -> datetime:
    return order.ordered_at or order.created_at
