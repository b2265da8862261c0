"""All products in memory, at most a second old, so that neither an order nor the shop's page has to read them."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.clock import Clock
from orders.domain.product import Product
from orders.store.products import MongoProducts

_FRESH = timedelta(seconds=1)
_OVERLAP = timedelta(minutes=1)
"""Changes are looked for that much earlier than the last look: clocks differ, and commits overtake each other."""


class MemoryCatalogue:
    """Answers the port Catalogue: reads everything once, then only what changed."""

    def __init__(self, products: MongoProducts, clock: Clock) -> None:
        self._products = products
        self._clock = clock
        self._known: dict[str, Product] = {}
        self._offered: tuple[int, list[Product]] = (-1, [])
        self._revision = 0
        self._looked: datetime | None = None
        self._looking = asyncio.Lock()

    async def among(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        await self._refresh()
        found = {}
        for product_id in product_ids:
            product = self._known.get(product_id)
            if product is None and (product := await self._products.find(product_id)) is not None:
                self.learn(product)
            if product is not None:
                found[product_id] = product
        return found

    async def offered(self) -> tuple[int, Sequence[Product]]:
        await self._refresh()
        if self._offered[0] != self._revision:
            active = (product for product in self._known.values() if product.active)
            self._offered = (self._revision, sorted(active, key=lambda product: product.sku))
        return self._offered

    def learn(self, product: Product) -> None:
        known = self._known.get(product.id)
        if known is None or known.version < product.version:
            self._known[product.id] = product
            self._revision += 1

    async def _refresh(self) -> None:
        if self._is_fresh():
            return
        async with self._looking:
            if self._is_fresh():
                return
            started = self._clock.now()
            for product in await self._products.changed_since(self._looked and self._looked - _OVERLAP):
                self.learn(product)
            self._looked = started

    def _is_fresh(self) -> bool:
        return self._looked is not None and abs(self._clock.now() - self._looked) < _FRESH
