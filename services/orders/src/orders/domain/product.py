"""A product: its names by language, its list prices by currency."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from orders.domain.picture import SIZES, Picture, address_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`prices` are per unit, quantised to each currency's minor unit; `stock` in units, None if nobody counts it."""

    id: str
    version: int
    sku: str
    name: Mapping[str, str]
    description: Mapping[str, str] = field(default_factory=dict)
    prices: Mapping[str, Decimal]
    category: str | None = None
    image_url: str | None = None
    stock: int | None = None
    active: bool = True
    pictures: tuple[Picture, ...] = ()
    created_at: datetime
    updated_at: datetime

    @property
    def shown(self) -> str | None:
        """Where the picture is that stands for it: the address that it was given, else its first picture."""
        if self.image_url is None and self.pictures:
            return address_of(self.pictures[0].id, SIZES[-1])
        return self.image_url


def name_in(product: Product, *languages: str) -> str:
    """The name in the first of these languages that it has, else in any."""
    return text_in(product.name, *languages) or product.sku


def text_in(texts: Mapping[str, str], *languages: str) -> str | None:
    """The text in the first of these languages that there is, a country's own before the language's, else in any; None
    if there is none at all."""
    for language in languages:
        for tag in (language, language.partition("-")[0]):
            if tag in texts:
                return texts[tag]
    return texts[min(texts)] if texts else None
