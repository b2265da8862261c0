"""The replica of orders."""

from chassis.commit import Change, Insert, Replace
from chassis.mongo import Doc, Mongo
from notify.domain.letter import Contact, Line, Order
from notify.store.contacts import contact_to_doc

ORDERS = "orders"


class MongoOrders:
    """Orders by id."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)

    async def get(self, order_id: str) -> Order | None:
        """The newest state that has arrived."""
        doc = await self._orders.get(order_id)
        return None if doc is None else _from_doc(doc)

    def added(self, order: Order) -> Change:
        """To be committed."""
        return Insert(ORDERS, _to_doc(order))

    def changed(self, order: Order, version: int) -> Change:
        """To be committed in place of `version`."""
        return Replace(ORDERS, _to_doc(order), version)


def _to_doc(order: Order) -> Doc:
    return {
        "_id": order.id,
        "version": order.version,
        "number": order.number,
        "kind": order.kind,
        "channel": order.channel,
        "customer_id": order.customer_id,
        "total": {"amount": order.total, "currency": order.currency},
        "lines": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "discount_percent": line.discount_percent,
                "total": line.total,
            }
            for line in order.lines
        ],
        "contact": contact_to_doc(order.contact),
        "created_at": order.created_at,
    }


def _from_doc(doc: Doc) -> Order:
    return Order(
        id=doc["_id"],
        version=doc["version"],
        number=doc["number"],
        kind=doc["kind"],
        channel=doc["channel"],
        customer_id=doc["customer_id"],
        currency=doc["total"]["currency"],
        total=doc["total"]["amount"],
        lines=tuple(Line(**line) for line in doc["lines"]),
        contact=Contact(**doc["contact"]),
        created_at=doc["created_at"],
    )
