"""Order links in MongoDB: no token, no passcode."""

from collections.abc import Sequence
from typing import Any

from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace
from chassis.errors import Forbidden
from chassis.mongo import Doc, Groups, Index, Mongo
from orders.domain.customer import Customer
from orders.domain.order_link import OrderLink, Passcode
from orders.ports import Entry
from orders.store.carts import CARTS, cart_of
from orders.store.customers import CUSTOMERS, customer_of

LINKS = "order_links"
_AT_ONCE = 200
_WITH_CUSTOMER_AND_CART = (
    {"$lookup": {"from": CUSTOMERS, "localField": "customer_id", "foreignField": "_id", "as": "customer"}},
    {"$lookup": {"from": CARTS, "localField": "_id", "foreignField": "_id", "as": "cart"}},
)


class MongoOrderLinks:
    """Answers the port OrderLinks."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)
        self._entries = Groups(self._entered)

    async def prepare(self) -> None:
        """Indexes."""
        await self._links.ensure_indexes(Index((("customer_id", 1), ("_id", -1))))

    async def find(self, link_id: str) -> OrderLink | None:
        doc = await self._links.get(link_id)
        return None if doc is None else _link(doc)

    async def entered(self, link_id: str) -> Entry | None:
        return await self._entries.ask(link_id)

    async def _entered(self, link_ids: list[str]) -> Sequence[Entry | None]:
        # One question to the database costs less than three, although each of its answers costs it more.
        docs = await self._links.aggregate([{"$match": {"_id": {"$in": link_ids}}}, *_WITH_CUSTOMER_AND_CART])
        found = {doc["_id"]: _entry(doc) for doc in docs}
        return [found.get(link_id) for link_id in link_ids]

    async def of_customer(self, customer: Customer) -> list[OrderLink]:
        return await self._newest(customer)

    async def unrevoked(self, customer: Customer, before: str | None) -> list[OrderLink]:
        older = {} if before is None else {"_id": {"$lt": before}}
        return await self._newest(customer, revoked=False, **older)

    async def _newest(self, customer: Customer, **which: Any) -> list[OrderLink]:
        his = {"customer_id": {"$in": list(customer.ids)}, **which}
        return [_link(doc) for doc in await self._links.find(his, sort=[("_id", -1)], limit=_AT_ONCE)]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[OrderLink]:
        if scope.reach is not Reach.ALL:
            raise Forbidden
        return [_link(doc) for doc in await self._links.find({"_id": {"$gt": after}}, sort=[("_id", 1)], limit=limit)]

    def insertion(self, link: OrderLink) -> Insert:
        return Insert(LINKS, _doc(link))

    def replacement(self, link: OrderLink) -> Replace:
        return Replace(LINKS, _doc(link), link.version - 1)


def _doc(link: OrderLink) -> Doc:
    return {
        "_id": link.id,
        "version": link.version,
        "customer_id": link.customer_id,
        "recipient": link.recipient,
        "sending_id": link.sending_id,
        "generation": link.generation,
        "revoked": link.revoked,
        "expires_at": link.expires_at,
        "passcode": None if link.passcode is None else {"salt": link.passcode.salt, "digest": link.passcode.digest},
        "stands_for": list(link.stands_for),
        "created_by": link.created_by,
        "created_at": link.created_at,
        "updated_at": link.updated_at,
    }


def _entry(doc: Doc) -> Entry:
    customer, cart = doc["customer"], doc["cart"]
    return Entry(
        link=_link(doc),
        customer=customer_of(customer[0]) if customer else None,
        cart=cart_of(cart[0]) if cart else None,
    )


def _link(doc: Doc) -> OrderLink:
    kept = doc["passcode"]
    return OrderLink(
        id=doc["_id"],
        version=doc["version"],
        customer_id=doc["customer_id"],
        recipient=doc.get("recipient"),
        sending_id=doc.get("sending_id"),
        generation=doc["generation"],
        revoked=doc["revoked"],
        expires_at=doc["expires_at"],
        passcode=None if kept is None else Passcode(kept["salt"], kept["digest"]),
        stands_for=tuple(doc.get("stands_for", ())),
        created_by=doc["created_by"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
