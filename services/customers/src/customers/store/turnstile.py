"""The turnstile of the point of sale in MongoDB."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from hashlib import sha256

from chassis.clock import Clock
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Index, Mongo

TURNSTILE = "turnstile"
_KEPT = timedelta(hours=1)
"""Longer than any creation is under way."""


class MongoTurnstile:
    """One document an identity, known by its digest: it holds no personal data, and goes by itself."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        self._turns = mongo.collection(TURNSTILE)
        self._clock = clock

    async def prepare(self) -> None:
        """The index by which documents go."""
        await self._turns.ensure_indexes(Index((("at", 1),), expires=_KEPT))

    async def through(self, identities: Collection[str]) -> Sequence[Write]:
        """A turn for each identity: whoever commits second finds its document taken or turned on."""
        ids = [sha256(identity.encode()).hexdigest() for identity in sorted(identities)]
        turned = {doc["_id"]: doc["version"] for doc in await self._turns.find({"_id": {"$in": ids}})}
        now = self._clock.now()
        return [
            Replace(TURNSTILE, {"_id": each, "version": turned[each] + 1, "at": now}, turned[each])
            if each in turned
            else Insert(TURNSTILE, {"_id": each, "version": 1, "at": now})
            for each in ids
        ]
