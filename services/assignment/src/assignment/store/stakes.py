"""What customers have with the company, from the replica of orders in MongoDB (N10)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from assignment.domain.records import TERMINAL
from assignment.domain.stale import Stake
from assignment.store.orders import ORDERS
from chassis.mongo import Mongo

_NOTHING = Stake()


class MongoStakes:
    """Answered from one index of the orders alone."""

    def __init__(self, mongo: Mongo) -> None:
        self._orders = mongo.collection(ORDERS)

    async def of(self, customer_ids: Sequence[str], since: datetime) -> Mapping[str, Stake]:
        """In one question."""
        spent = {
            "$and": [
                {"$gte": ["$placed_at", since]},
                {"$ne": ["$kind", "quote"]},
                {"$ne": ["$state", "cancelled"]},
            ]
        }
        found = await self._orders.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}}},
                {
                    "$group": {
                        "_id": {"customer": "$customer_id", "currency": "$currency"},
                        "open": {"$sum": {"$cond": [{"$in": ["$state", sorted(TERMINAL)]}, 0, 1]}},
                        "spent": {"$sum": {"$cond": [spent, "$total", 0]}},
                    }
                },
            ]
        )
        stakes: dict[str, Stake] = {}
        for doc in found:
            customer, currency = doc["_id"]["customer"], doc["_id"]["currency"]
            so_far = stakes.get(customer, _NOTHING)
            amounts = {**so_far.spent, currency: doc["spent"]} if doc["spent"] else so_far.spent
            stakes[customer] = Stake(so_far.open_orders + doc["open"], amounts)
        return stakes
