"""Leases by the server's clock: which process has a work that only one is to do."""

import time
from collections.abc import Callable
from datetime import timedelta

from chassis.mongo import Mongo

LEASES = "leases"
_LASTS = timedelta(seconds=10)
_RENEWED_AFTER = 5.0


class MongoLeases:
    """One document a work. A lease keeps others from starting; what they write must still have its preconditions."""

    def __init__(self, mongo: Mongo, holder: str, now: Callable[[], float] = time.monotonic) -> None:
        self._leases = mongo.collection(LEASES)
        self._holder = holder
        self._now = now
        self._held: dict[str, float] = {}

    async def prepare(self, *works: str) -> None:
        """The works there are, each free if it is new."""
        for work in works:
            free = {"$set": {"until": {"$ifNull": ["$until", "$$NOW"]}}}
            await self._leases.find_one_and_update({"_id": work}, [free], upsert=True)

    async def hold(self, work: str) -> bool:
        """Asks the database only if a while has passed since it last said yes."""
        asked = self._now()
        if asked - self._held.get(work, -_RENEWED_AFTER) < _RENEWED_AFTER:
            return True
        taken = await self._leases.find_one_and_update(
            {"_id": work, "$or": [{"holder": self._holder}, {"$expr": {"$lte": ["$until", "$$NOW"]}}]},
            [{"$set": {"holder": self._holder, "until": {"$add": ["$$NOW", _LASTS // timedelta(milliseconds=1)]}}}],
        )
        self._held.pop(work, None)
        if taken is not None:
            self._held[work] = asked
        return taken is not None
