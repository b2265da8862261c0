"""A product: its names by language, its list prices by currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """`prices` are per unit, quantised to each currency's minor unit; `stock` in units, None if nobody counts it."""

    id: str
    version: int
    sku: str
    name: Mapping[str, str]
    prices: Mapping[str, Decimal]
    category: str | None = None
    image_url: str | None = None
    stock: int | None = None
    active: bool = True
    created_at: datetime
    updated_at: datetime


def name_in(product: Product, *languages: str) -> str:
    """The name in the first of these languages that it has, else in any."""
    for language in languages:
        if language in product.name:
            return product.name[language]
    return product.name[min(product.name)]
