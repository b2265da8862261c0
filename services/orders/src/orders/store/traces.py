"""What customers leave besides orders, in MongoDB."""

from chassis.mongo import Filter, Mongo
from orders.domain.customer import Customer
from orders.store.carts import CARTS
from orders.store.link_accesses import ACCESSES
from orders.store.order_links import LINKS
from orders.store.sendings import SENDINGS


class MongoTraces:
    """Answers the port Traces."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)
        self._sendings = mongo.collection(SENDINGS)
        self._carts = mongo.collection(CARTS)
        self._accesses = mongo.collection(ACCESSES)

    async def wipe(self, customer: Customer) -> None:
        his = {"customer_id": {"$in": list(customer.ids)}}
        links = [doc["_id"] for doc in await self._links.find(his, projection={"_id": 1})]
        await self._links.update_many(
            {**his, "recipient": {"$ne": None}}, {"$set": {"recipient": None}, "$inc": {"version": 1}}
        )
        await self._wipe_sendings(his)
        for collection in (self._carts, self._accesses):
            await collection.delete_many({"_id": {"$in": links}})

    async def wipe_of_guest(self, order_id: str) -> None:
        await self._wipe_sendings({"customer_id": None, "quote_id": order_id})

    async def _wipe_sendings(self, of: Filter) -> None:
        await self._sendings.update_many(
            {**of, "to": {"$ne": ""}}, {"$set": {"to": "", "reason": None}, "$inc": {"version": 1}}
        )
