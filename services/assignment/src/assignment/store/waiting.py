"""The orders that nobody has, in MongoDB: a part of the replica of orders, with indexes of its own (N14)."""

from collections.abc import Mapping
from typing import Any

from assignment.domain.records import OrderRecord
from assignment.ports import Queue, WaitingQuery
from assignment.store.orders import ORDERS, WAITING, record_of
from chassis.access import Reach, Scope
from chassis.errors import Forbidden
from chassis.mongo import Index, Mongo

_COUNTED_AT_MOST = 10_000
_OLDEST_FIRST = (("wait.since", 1), ("_id", 1))


class MongoWaiting:
    """Oldest first."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._orders.ensure_indexes(
            Index(_OLDEST_FIRST, partial=WAITING),
            Index((("wait.pool", 1), *_OLDEST_FIRST), partial=WAITING),
        )

    async def find(self, query: WaitingQuery, scope: Scope, limit: int) -> list[OrderRecord]:
        """Nobody's own: who may see only his own orders sees none of them."""
        _seen(scope)
        wanted: dict[str, Any] = dict(WAITING)
        if query.reason is not None:
            wanted["wait.reason"] = query.reason
        if query.pools is not None:
            wanted["wait.pool"] = {"$in": list(query.pools)}
        if query.after is not None:
            since, last = query.after
            wanted["$or"] = [{"wait.since": {"$gt": since}}, {"wait.since": since, "_id": {"$gt": last}}]
        docs = await self._orders.find(wanted, sort=_OLDEST_FIRST, limit=limit)
        return [record_of(doc) for doc in docs]

    async def counts(self, scope: Scope) -> Mapping[str, int]:
        """By reason, of the ten thousand oldest."""
        _seen(scope)
        counted = await self._orders.aggregate(
            [
                {"$match": WAITING},
                {"$sort": dict(_OLDEST_FIRST)},
                {"$limit": _COUNTED_AT_MOST},
                {"$group": {"_id": "$wait.reason", "n": {"$sum": 1}}},
                {"$sort": {"_id": 1}},
            ]
        )
        return {doc["_id"]: doc["n"] for doc in counted}

    async def queue(self) -> Queue:
        """Counted up to ten thousand."""
        oldest = await self._orders.find_one(WAITING, sort=_OLDEST_FIRST, projection={"wait.since": 1})
        if oldest is None:
            return Queue(0, None)
        return Queue(await self._orders.count(WAITING, limit=_COUNTED_AT_MOST), oldest["wait"]["since"])


def _seen(scope: Scope) -> None:
    if scope.reach is not Reach.ALL:
        raise Forbidden("the permission orders.read for all orders, or orders.claim_unassigned, is needed")
