"""The HTTP door."""

from pathlib import Path

from fastapi import APIRouter

from orders.api import (
    audit,
    bought_before,
    categories,
    exchange_rates,
    order_links,
    orders,
    pictures,
    printing,
    products,
    quote_door,
    quotes,
    shop,
)
from orders.api.documents import Documents
from orders.ports import Uses


def routers(uses: Uses, public_url: str, shop_logo: Path | None = None) -> tuple[APIRouter, ...]:
    """All routes; `public_url` is the gateway's address as people see it, `shop_logo` a picture. A path of its own
    below orders goes before the order whose id it could be; what is asked for most comes early, for routes are tried
    one after another."""
    documents = Documents(uses.shop, shop_logo)
    return (
        audit.router(uses),
        bought_before.router(uses),
        orders.router(uses),
        shop.router(uses, public_url, shop_logo, documents),
        quotes.router(uses, public_url),
        printing.router(uses, documents),
        products.router(uses),
        pictures.router(uses),
        categories.router(uses),
        exchange_rates.router(uses),
        order_links.router(uses, public_url),
        quote_door.router(uses, public_url, shop_logo, documents),
    )
