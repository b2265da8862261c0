"""The HTTP door."""

from fastapi import APIRouter

from orders.api import order_links, orders, products, shop
from orders.ports import Uses


def routers(uses: Uses, public_url: str) -> tuple[APIRouter, ...]:
    """All routes; `public_url` is the gateway's address as people see it."""
    return (
        orders.router(uses),
        products.router(uses),
        order_links.router(uses, public_url),
        shop.router(uses, public_url),
    )
