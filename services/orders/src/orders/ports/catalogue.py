"""What the use cases need of products, their pictures, categories and exchange rates."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from chassis.commit import Require, Write
from orders.domain.category import Category, CategoryTree
from orders.domain.exchange import ExchangeRate, RatesOfDay
from orders.domain.picture import Rendered
from orders.domain.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductQuery:
    """Which products; None asks for no limit."""

    active: bool | None = None
    category: str | None = None
    sku: str | None = None


class Products(Protocol):
    """Products as they are kept."""

    async def find(self, product_id: str) -> Product | None: ...

    async def page(self, query: ProductQuery, after: tuple[str, str] | None, limit: int) -> list[Product]:
        """By sku; `after` is (sku, id) of the last one of the page before."""
        ...

    async def picture_ids(self) -> set[str]:
        """Of all pictures that products have."""
        ...

    def insertion(self, product: Product) -> Write: ...

    def replacement(self, product: Product) -> Write:
        """In place of the version before."""
        ...


class Renderer(Protocol):
    """Makes of an upload what is shown."""

    async def render(self, upload: bytes) -> Rendered:
        """Off the event loop. Raises PictureRefused."""
        ...


class Pictures(Protocol):
    """Renderings of pictures; which product shows which, and in which order, products tell."""

    async def keep(self, picture_id: str, by_size: Mapping[int, bytes], at: datetime) -> None:
        """Under an id that is used for nothing else."""
        ...

    async def read(self, picture_id: str, size: int) -> bytes | None: ...

    async def remove(self, picture_id: str) -> None: ...

    async def kept_before(self, at: datetime) -> set[str]:
        """The ids of those that are so old."""
        ...


class Categories(Protocol):
    """What products are sorted by; all of them in memory, at most a second old."""

    async def tree(self) -> CategoryTree: ...

    def changed(self) -> None:
        """Memory is to be read again before it is asked next."""
        ...

    async def find(self, category_id: str) -> Category | None: ...

    async def page(self, after: str | None, limit: int) -> list[Category]:
        """By key; `after` is the last one of the page before."""
        ...

    def insertion(self, category: Category) -> Write: ...

    def replacement(self, category: Category) -> Write:
        """In place of the version before."""
        ...

    def deletion(self, category: Category) -> Write: ...

    def unchanged(self, category: Category) -> Require:
        """Still at this version when the unit is committed."""
        ...


class Catalogue(Protocol):
    """All products in memory, at most a second old."""

    async def among(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        """Those of them that exist, offered or not."""
        ...

    async def offered(self) -> tuple[int, Sequence[Product]]:
        """Every active product by sku, and a number that differs whenever they do."""
        ...

    def learn(self, product: Product) -> None:
        """Takes over a product that this process has just committed."""
        ...


class ExchangeRates(Protocol):
    """Dated exchange rates; those in use are kept in memory, at most a second old."""

    async def of_day(self, currency: str, day: date) -> RatesOfDay:
        """What leads into the currency on that day."""
        ...

    async def find(self, rate_id: str) -> ExchangeRate | None: ...

    async def page(self, base: str | None, currency: str | None, after: str | None, limit: int) -> list[ExchangeRate]:
        """By base, currency and day; `after` is the id of the last one of the page before."""
        ...

    def keeping(self, rate: ExchangeRate) -> Write:
        """In place of the version before, if there was one."""
        ...

    def learn(self, rate: ExchangeRate) -> None:
        """Takes over a rate that this process has just committed."""
        ...
