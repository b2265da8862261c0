"""What a customer bought before, over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.http import Caller, Page, View
from contracts.money import Money
from orders.domain.bought_before import Bought
from orders.ports import Uses
from orders.usecases.suggest_products import suggest_products


class BoughtView(View):
    """A product, in how many orders it was, and at what price and quantity the last time."""

    product_id: str
    sku: str
    name: str
    unit_price: Money
    quantity: int
    times: int
    last_at: datetime


def router(uses: Uses) -> APIRouter:
    """`/v1/orders/bought-before`."""
    routes = APIRouter(prefix="/v1/orders", tags=["orders"])

    @routes.get("/bought-before", operation_id="listBoughtBefore", summary="What a customer bought before")
    async def suggestions(
        caller: Caller, customer_id: Annotated[str, Query(min_length=1, max_length=64)]
    ) -> Page[BoughtView]:
        """Of his latest 200 orders and purchases, most often bought first; for whoever serves him."""
        return Page(items=[_view(bought) for bought in await suggest_products(uses, customer_id, caller)])

    return routes


def _view(bought: Bought) -> BoughtView:
    return BoughtView(
        product_id=bought.product_id,
        sku=bought.sku,
        name=bought.name,
        unit_price=bought.unit_price,
        quantity=bought.quantity,
        times=bought.times,
        last_at=bought.last_at,
    )
