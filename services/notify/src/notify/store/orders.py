"""The replica of orders. Amounts are text here: they are only printed, and text is ten times cheaper to store."""

from decimal import Decimal

from chassis.commit import Insert
from chassis.mongo import Doc, Mongo
from notify.domain.letter import Contact, Line, Order
from notify.store.contacts import contact_to_doc

ORDERS = "orders"
_REMEMBERED = 1000


class MongoOrders:
    """Orders by id."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)
        self._just_kept: dict[str, Order] = {}

    async def get(self, order_id: str) -> Order | None:
        """The newest state that has arrived."""
        doc = await self._orders.get(order_id)
        return None if doc is None else _from_doc(doc)

    async def at(self, order_id: str, version: int) -> Order | None:
        """From memory if it was kept here a moment ago, as that of an order that was just decided nearly always was."""
        known = self._just_kept.get(order_id)
        return known if known is not None and known.version >= version else await self.get(order_id)

    async def keep(self, order: Order, *, new: bool) -> bool:
        """Whether it was news: False if what is kept is as new already."""
        news = await self._orders.keep(_to_doc(order), new=new)
        if news:
            self._just_kept[order.id] = order
            if len(self._just_kept) > _REMEMBERED:
                del self._just_kept[next(iter(self._just_kept))]
        return news

    def kept(self, order: Order) -> Insert:
        """The write that would begin to keep it."""
        return Insert(ORDERS, _to_doc(order))


def _to_doc(order: Order) -> Doc:
    return {
        "_id": order.id,
        "version": order.version,
        "number": order.number,
        "kind": order.kind,
        "channel": order.channel,
        "customer_id": order.customer_id,
        "currency": order.currency,
        "total": str(order.total),
        "lines": [
            {
                "sku": line.sku,
                "name": line.name,
                "quantity": line.quantity,
                "unit_price": str(line.unit_price),
                "discount_percent": str(line.discount_percent),
                "total": str(line.total),
            }
            for line in order.lines
        ],
        "contact": contact_to_doc(order.contact),
        "created_at": order.created_at,
        **({} if order.revision is None else {"revision": order.revision}),
        **({"closed": True} if order.closed else {}),
    }


def _from_doc(doc: Doc) -> Order:
    return Order(
        id=doc["_id"],
        version=doc["version"],
        number=doc["number"],
        kind=doc["kind"],
        channel=doc["channel"],
        customer_id=doc["customer_id"],
        currency=doc["currency"],
        total=Decimal(doc["total"]),
        lines=tuple(_line(line) for line in doc["lines"]),
        contact=Contact(**doc["contact"]),
        created_at=doc["created_at"],
        revision=doc.get("revision"),
        closed=doc.get("closed", False),
    )


def _line(doc: Doc) -> Line:
    return Line(
        doc["sku"],
        doc["name"],
        doc["quantity"],
        Decimal(doc["unit_price"]),
        Decimal(doc["discount_percent"]),
        Decimal(doc["total"]),
    )
