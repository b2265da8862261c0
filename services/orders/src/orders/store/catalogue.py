"""All products in memory, at most a second old, so that neither an order nor the shop's page has to read them."""

from collections.abc import Collection, Mapping, Sequence

from chassis.clock import Clock
from orders.domain.product import Product
from orders.store.products import MongoProducts
from orders.store.recent import Recent


class MemoryCatalogue:
    """Answers the port Catalogue."""

    def __init__(self, products: MongoProducts, clock: Clock) -> None:
        self._products = products
        self._known: dict[str, Product] = {}
        self._offered: tuple[int, list[Product]] = (-1, [])
        self._revision = 0
        self._recent = Recent(products.changed_since, self.learn, clock)

    async def among(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        await self._recent.refresh()
        found = {}
        for product_id in product_ids:
            product = self._known.get(product_id)
            if product is None and (product := await self._products.find(product_id)) is not None:
                self.learn(product)
            if product is not None:
                found[product_id] = product
        return found

    async def offered(self) -> tuple[int, Sequence[Product]]:
        await self._recent.refresh()
        if self._offered[0] != self._revision:
            active = (product for product in self._known.values() if product.active)
            self._offered = (self._revision, sorted(active, key=lambda product: product.sku))
        return self._offered

    def learn(self, product: Product) -> None:
        known = self._known.get(product.id)
        if known is None or known.version < product.version:
            self._known[product.id] = product
            self._revision += 1
