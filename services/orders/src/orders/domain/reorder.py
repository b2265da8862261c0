"""An earlier order once more: what of it can be had today, and what costs something else (ML-28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.money import Money
from orders.domain.pricing import Line, Terms, price_of
from orders.domain.product import Product


@dataclass(frozen=True, slots=True)
class Again:
    """A line that is offered today: its price then (another currency's then included) and now."""

    product_id: str
    name: str
    quantity: int
    then: Money
    now: Money

    @property
    def is_changed(self) -> bool:
        """Whether it costs something else."""
        return self.then != self.now


@dataclass(frozen=True, slots=True)
class Reorder:
    """The order's lines, divided into what is offered and the names of what is gone."""

    number: str
    offered: tuple[Again, ...]
    gone: tuple[str, ...]

    @property
    def changed(self) -> tuple[Again, ...]:
        """What costs something else than then."""
        return tuple(each for each in self.offered if each.is_changed)


def reorder(number: str, lines: Sequence[Line], products: Mapping[str, Product], terms: Terms) -> Reorder:
    """What the lines of an order are worth today; a product that stood in several lines comes once."""
    offered: dict[str, Again] = {}
    gone: dict[str, str] = {}
    for line in lines:
        product = products.get(line.product_id)
        price = price_of(product, terms) if product and product.active else None
        if price is None:
            gone[line.product_id] = line.name
            continue
        quantity = line.quantity + (offered[product_id].quantity if (product_id := line.product_id) in offered else 0)
        offered[product_id] = Again(product_id, line.name, quantity, line.unit_price, price.personal)
    return Reorder(number, tuple(offered.values()), tuple(gone.values()))
