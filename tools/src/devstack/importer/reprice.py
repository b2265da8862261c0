"""One price of a product that is there already takes another figure; its other prices stay."""

from decimal import Decimal

from devstack.importer.client import Client, NotTaken
from devstack.importer.references import NoSuchRecord

_TRIES = 10


async def reprice(client: Client, sku: str, currency: str, price: str) -> bool:
    """Whether the price was another one before. Starts over when somebody else changes the product meanwhile, or when
    an answer was lost on its way. Raises NoSuchRecord, NotTaken, Stopped."""
    sent = False
    for _ in range(_TRIES):
        found = (await client.get("/v1/products", sku=sku))["items"]
        if not found:
            raise NoSuchRecord(f"there is no product with sku {sku!r}")
        (product,) = found
        prices: dict[str, str] = product["prices"]
        if currency in prices and Decimal(prices[currency]) == Decimal(price):
            return sent
        sent = True
        changes = {"prices": {**prices, currency: price}}
        try:
            await client.patch(f"/v1/products/{product['id']}", changes, product["version"])
        except NotTaken as refusal:
            if refusal.status != 412:
                raise
        else:
            return True
    raise NoSuchRecord(f"product {sku!r} is being changed elsewhere all the time")
