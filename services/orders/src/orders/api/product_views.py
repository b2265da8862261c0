"""Products as they are answered."""

from datetime import datetime
from decimal import Decimal

from starlette.responses import Response

from chassis.http import View, tag
from orders.domain.picture import SIZES, Picture, address_of
from orders.domain.product import Product


class PictureView(View):
    """A picture; `urls` by longest side in pixels, for anybody, of a content that never changes."""

    id: str
    width: int
    height: int
    urls: dict[str, str]


class ProductView(View):
    """A product; `image_url` is that of its first picture if it was given none."""

    id: str
    version: int
    sku: str
    name: dict[str, str]
    description: dict[str, str]
    prices: dict[str, Decimal]
    category: str | None
    image_url: str | None
    pictures: list[PictureView]
    stock: int | None
    active: bool
    created_at: datetime
    updated_at: datetime


def product_view(product: Product, response: Response | None = None) -> ProductView:
    """The answer; with `response`, it also tells the version."""
    if response is not None:
        tag(response, product.version)
    return ProductView(
        id=product.id,
        version=product.version,
        sku=product.sku,
        name=dict(product.name),
        description=dict(product.description),
        prices=dict(product.prices),
        category=product.category,
        image_url=product.shown,
        pictures=[picture_view(picture) for picture in product.pictures],
        stock=product.stock,
        active=product.active,
        created_at=product.created_at,
        updated_at=product.updated_at,
    )


def picture_view(picture: Picture) -> PictureView:
    """One picture."""
    urls = {str(size): address_of(picture.id, size) for size in SIZES}
    return PictureView(id=picture.id, width=picture.width, height=picture.height, urls=urls)
