"""What a customer finds in his shop: everything that is offered in his currency, at his price (ML-27)."""

from collections.abc import Sequence
from dataclasses import dataclass

from orders.domain.cart import CartLine, contents
from orders.domain.pricing import Price, Terms, price_of
from orders.domain.product import name_in
from orders.ports import Uses
from orders.usecases.enter_shop import Visit
from orders.usecases.fill_cart import find_cart

_KEPT = 64


@dataclass(frozen=True, slots=True)
class Item:
    """A product on the shelf."""

    id: str
    name: str
    price: Price


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Shelf:
    """All items for customers on equal terms; the same object for as long as nothing changes."""

    revision: int
    items: Sequence[Item]


class Shelves:
    """Prices the catalogue once for all customers on equal terms, again when a product changes."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses
        self._kept: dict[Terms, Shelf] = {}

    async def shelf(self, terms: Terms) -> Shelf:
        """What is on offer on these terms."""
        revision, products = await self._uses.catalogue.offered()
        kept = self._kept.get(terms)
        if kept is None or kept.revision != revision:
            priced = ((product, price_of(product, terms)) for product in products)
            items = [
                Item(product.id, name_in(product, *terms.languages), price)
                for product, price in priced
                if price is not None
            ]
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[terms] = Shelf(revision, items)
        return kept


async def see_cart(uses: Uses, visit: Visit) -> tuple[CartLine, ...]:
    """The visitor's cart at present prices."""
    cart = await find_cart(uses, visit)
    return contents(cart, await uses.catalogue.among(list(cart.items)), visit.terms)
