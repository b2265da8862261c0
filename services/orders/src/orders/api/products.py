"""Products over HTTP."""

from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Field

from chassis.errors import NotFound
from chassis.http import (
    LINE,
    TEXT,
    Body,
    Caller,
    IfMatch,
    Limit,
    OnceOnly,
    Page,
    decode_cursor,
    encode_cursor,
    page_of,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from contracts.money import Currency, minor_unit
from orders.api.fields import GIVEN, CategoryKey, LanguageTag, Names, Price
from orders.api.product_views import ProductView, product_view
from orders.domain.product import Product
from orders.ports import ProductQuery, Uses
from orders.usecases.change_product import change_product
from orders.usecases.create_product import create_product

Sku = Annotated[str, Field(min_length=1, max_length=64, pattern=LINE, examples=["TEA-GREEN"])]
Descriptions = Annotated[
    dict[LanguageTag, Annotated[str, Field(min_length=1, max_length=2000, pattern=TEXT)]],
    Field(max_length=50, description="By language.", examples=[{"en": "Light, from the first harvest."}]),
]


def _quantised(prices: dict[str, Decimal]) -> dict[str, Decimal]:
    exact = {currency: price.quantize(minor_unit(currency)) for currency, price in prices.items()}
    for currency, price in prices.items():
        if exact[currency] != price:
            raise ValueError(f"{currency} has no smaller unit than {minor_unit(currency)}")
    return exact


Prices = Annotated[
    dict[Currency, Price],
    Field(max_length=50, description="List price per unit by currency.", examples=[{"EUR": "12.50", "RON": "62.00"}]),
    AfterValidator(_quantised),
]
Category = Annotated[
    CategoryKey | None, Field(description="The key of a category; one that there is not stands for itself.")
]
ImageUrl = Annotated[
    str, Field(max_length=2000, pattern=r"^(https?://|/)\S+$", examples=["https://shop.example/tea.jpg"])
]
Stock = Annotated[int, Field(ge=0, le=10**12, description="Units; null if nobody counts them.")]


class ProductBody(Body):
    """A product to be offered."""

    sku: Sku
    name: Names
    description: Descriptions = Field(default_factory=dict)
    prices: Prices
    category: Category = None
    image_url: ImageUrl | None = None
    stock: Stock | None = None
    active: bool = True


class ProductChanges(Body):
    """What is to change; what is left out stays. `name`, `description` and `prices` are replaced as a whole."""

    sku: Annotated[Sku | None, GIVEN] = None
    name: Annotated[Names | None, GIVEN] = None
    description: Annotated[Descriptions | None, GIVEN] = None
    prices: Annotated[Prices | None, GIVEN] = None
    category: Category = None
    image_url: ImageUrl | None = None
    stock: Stock | None = None
    active: Annotated[bool | None, GIVEN] = None


def router(uses: Uses) -> APIRouter:
    """`/v1/products`."""
    routes = APIRouter(prefix="/v1/products", tags=["products"])

    @routes.post("", status_code=201, operation_id="createProduct", summary="Create a product")
    async def create(body: ProductBody, caller: Caller, once: OnceOnly, response: Response) -> ProductView:
        caller.require("products.write")
        now = uses.clock.now()
        product = Product(
            id=new_id(),
            version=1,
            sku=body.sku,
            name=body.name,
            description=body.description,
            prices=body.prices,
            category=body.category,
            image_url=body.image_url,
            stock=body.stock,
            active=body.active,
            created_at=now,
            updated_at=now,
        )
        try:
            await create_product(uses, product, once.made(product.id))
        except AlreadyDone as done:
            product = await _found(once.earlier(done))
        response.headers["Location"] = f"/v1/products/{product.id}"
        return product_view(product, response)

    @routes.get("", operation_id="listProducts", summary="List products by sku")
    async def page(
        request: Request,
        response: Response,
        caller: Caller,
        active: bool | None = None,
        category: Annotated[str | None, Query(max_length=100)] = None,
        sku: Annotated[str | None, Query(max_length=64)] = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Limit = 50,
    ) -> Page[ProductView]:
        caller.require("products.read")
        after = decode_cursor(cursor, str, str) if cursor else None
        query = ProductQuery(active=active, category=category, sku=sku)
        found = await uses.products.page(query, after, limit + 1)
        shown, following = page_of(request, response, found, limit, lambda last: encode_cursor(last.sku, last.id))
        return Page(items=[product_view(product) for product in shown], next=following)

    @routes.get("/{product_id}", operation_id="getProduct", summary="Read a product")
    async def read(product_id: str, caller: Caller, response: Response) -> ProductView:
        caller.require("products.read")
        return product_view(await _found(product_id), response)

    @routes.patch("/{product_id}", operation_id="changeProduct", summary="Change a product")
    async def change(
        product_id: str, body: ProductChanges, version: IfMatch, caller: Caller, response: Response
    ) -> ProductView:
        caller.require("products.write")
        changes: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
        return product_view(await change_product(uses, product_id, version, changes), response)

    async def _found(product_id: str) -> Product:
        product = await uses.products.find(product_id)
        if product is None:
            raise NotFound
        return product

    return routes
