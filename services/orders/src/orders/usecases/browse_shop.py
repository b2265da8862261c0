"""What a customer finds in his shop: everything that is offered in his currency, at his price (ML-27)."""

from orders.domain.cart import Cart, CartLine, contents
from orders.domain.pricing import Price, Terms, price_of
from orders.domain.product import Product, name_in, text_in
from orders.domain.shelf import Item, Shelf, arranged, folded
from orders.ports import Uses
from orders.usecases.enter_shop import Visit

_KEPT = 64


class Shelves:
    """Prices the catalogue once for all customers on equal terms, again when a product or a category changes."""

    def __init__(self, uses: Uses) -> None:
        self._uses = uses
        self._kept: dict[Terms, Shelf] = {}

    async def shelf(self, terms: Terms) -> Shelf:
        """What is on offer on these terms."""
        revision, products = await self._uses.catalogue.offered()
        tree = await self._uses.categories.tree()
        kept = self._kept.get(terms)
        if kept is None or kept.revision != revision or kept.tree is not tree:
            priced = ((product, price_of(product, terms)) for product in products)
            items = arranged((_item(product, terms, price) for product, price in priced if price is not None), tree)
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            kept = self._kept[terms] = Shelf(revision, items, tree, terms.languages)
        return kept


def _item(product: Product, terms: Terms, price: Price) -> Item:
    name = name_in(product, *terms.languages)
    sought = folded(f"{name} {product.sku}")
    return Item(
        id=product.id,
        name=name,
        category=product.category,
        stock=product.stock,
        price=price,
        sought=sought,
        pictures=product.pictures,
        image_url=product.shown,
        description=text_in(product.description, *terms.languages),
    )


async def see_cart(uses: Uses, visit: Visit, cart: Cart) -> tuple[CartLine, ...]:
    """The visitor's cart at present prices."""
    return contents(cart, await uses.catalogue.among(list(cart.items)), visit.terms)
