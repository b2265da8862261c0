"""Merges in MongoDB: the cards that another stands for, and what came from them."""

from collections.abc import Collection, Sequence
from types import MappingProxyType

from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace
from chassis.mongo import Doc, Index, Mongo
from customers.domain.merging import Merge
from customers.store.cards import card_of, doc_of

MERGES = "merges"


class MongoMerges:
    """By the card that went, and by the card that stands for it."""

    def __init__(self, mongo: Mongo) -> None:
        self._merges = mongo.collection(MERGES)

    async def prepare(self) -> None:
        """Indexes: each card went into one other at most."""
        await self._merges.ensure_indexes(
            Index((("duplicate._id", 1),), unique=True, partial={"open": True}),
            Index((("survivor_id", 1), ("_id", -1))),
        )

    async def of_duplicate(self, customer_id: str) -> Merge | None:
        """The merge by which the card went, if another stands for it."""
        doc = await self._merges.find_one({"duplicate._id": customer_id, "open": True})
        return _merge(doc) if doc is not None else None

    async def walk(self, scope: Scope, after: str, limit: int) -> Sequence[Merge]:
        """In order of the id of the card that went; only for whoever may see everybody's."""
        if scope.reach is not Reach.ALL:
            return []
        docs = await self._merges.find(
            {"duplicate._id": {"$gt": after}, "open": True}, sort=[("duplicate._id", 1)], limit=limit
        )
        return [_merge(doc) for doc in docs]

    async def into(self, customer_ids: Collection[str]) -> Sequence[Merge]:
        """What was merged into these cards, the latest first."""
        docs = await self._merges.find({"survivor_id": {"$in": list(customer_ids)}}, sort=[("_id", -1)])
        return [_merge(doc) for doc in docs]

    def insert(self, merge: Merge) -> Insert:
        """The write that remembers a merge."""
        return Insert(MERGES, _doc(merge))

    def replace(self, merge: Merge) -> Replace:
        """In place of the version before."""
        return Replace(MERGES, _doc(merge), merge.version - 1)


def _doc(merge: Merge) -> Doc:
    return {
        "_id": merge.id,
        "version": merge.version,
        "survivor_id": merge.survivor_id,
        "duplicate": doc_of(merge.duplicate),
        "filled": dict(merge.filled),
        "by": merge.by,
        "at": merge.at,
        "open": merge.open,
        "undone_at": merge.undone_at,
        "undone_by": merge.undone_by,
    }


def _merge(doc: Doc) -> Merge:
    return Merge(
        id=doc["_id"],
        version=doc["version"],
        survivor_id=doc["survivor_id"],
        duplicate=card_of(doc["duplicate"]),
        filled=MappingProxyType(doc["filled"]),
        by=doc["by"],
        at=doc["at"],
        undone_at=doc["undone_at"],
        undone_by=doc["undone_by"],
    )
