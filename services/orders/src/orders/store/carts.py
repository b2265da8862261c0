"""Carts and passcode guesses in MongoDB, one document each for a link."""

from datetime import timedelta

from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo
from contracts.money import Money
from orders.domain.cart import Cart
from orders.domain.passcode_attempts import Attempts
from orders.domain.promise import Seen

CARTS = "carts"
ATTEMPTS = "passcode_attempts"
_KEEP = timedelta(days=365)


class MongoCarts:
    """Answers the port Carts."""

    def __init__(self, mongo: Mongo) -> None:
        self._carts = mongo.collection(CARTS)
        self._attempts = mongo.collection(ATTEMPTS)

    async def prepare(self) -> None:
        """Indexes; a cart that nobody touched for a year goes by itself."""
        await self._carts.ensure_indexes(Index((("updated_at", 1),), expires=_KEEP))
        await self._attempts.ensure_indexes(Index((("next_at", 1),), expires=_KEEP))

    async def find(self, link_id: str) -> Cart | None:
        doc = await self._carts.get(link_id)
        return None if doc is None else cart_of(doc)

    def keeping(self, cart: Cart) -> Write:
        items = [_item_doc(product_id, item) for product_id, item in cart.items.items()]
        doc = {
            "_id": cart.link_id,
            "version": cart.version,
            "items": items,
            "ordered": [{"submission_id": each, "order_id": order_id} for each, order_id in cart.ordered.items()],
            "updated_at": cart.updated_at,
        }
        return _keeping(CARTS, doc)

    async def attempts(self, link_id: str) -> Attempts | None:
        doc = await self._attempts.get(link_id)
        return None if doc is None else Attempts(doc["_id"], doc["version"], doc["count"], doc["next_at"])

    def keeping_attempts(self, attempts: Attempts) -> Write:
        doc = {
            "_id": attempts.link_id,
            "version": attempts.version,
            "count": attempts.count,
            "next_at": attempts.next_at,
        }
        return _keeping(ATTEMPTS, doc)


def cart_of(doc: Doc) -> Cart:
    """The cart as it was kept."""
    items = {item["product_id"]: _item(item) for item in doc["items"]}
    ordered = {each["submission_id"]: each["order_id"] for each in doc.get("ordered", ())}
    return Cart(doc["_id"], doc["version"], items, doc["updated_at"], ordered)


def _item_doc(product_id: str, item: Seen) -> Doc:
    price = None if item.unit_price is None else item.unit_price.to_doc()
    return {"product_id": product_id, "quantity": item.quantity, "unit_price": price}


def _item(doc: Doc) -> Seen:
    price = doc.get("unit_price")
    return Seen(doc["quantity"], None if price is None else Money.of(price["amount"], price["currency"]))


def _keeping(collection: str, doc: Doc) -> Write:
    return Insert(collection, doc) if doc["version"] == 1 else Replace(collection, doc, doc["version"] - 1)
