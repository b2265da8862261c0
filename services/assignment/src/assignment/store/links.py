"""Links in MongoDB: the present one of each customer; how it came to be is in the journal."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from assignment.domain.links import Link, Movement, Relinking
from assignment.store.journal import INDEXES, JOURNAL, entered, movement_of
from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace, Require, Write
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo

LINKS = "links"


class MongoLinks:
    """By customer."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)
        self._journal = mongo.collection(JOURNAL)

    async def prepare(self) -> None:
        """Indexes."""
        await self._links.ensure_indexes(
            Index((("manager_id", 1), ("since", 1))), Index((("manager_id", 1), ("_id", 1)))
        )
        await self._journal.ensure_indexes(*INDEXES)

    async def get(self, customer_id: str, scope: Scope) -> Link | None:
        """Own reaches the caller's own customers."""
        if scope.reach is Reach.NONE:
            raise Forbidden("the permission customers.read is needed")
        doc = await self._links.get(customer_id)
        if doc is None or (scope.reach is Reach.OWN and doc["manager_id"] != scope.owner_id):
            return None
        return link_of(doc)

    async def several(self, customer_ids: Iterable[str]) -> list[Link]:
        """In one question."""
        return [link_of(doc) for doc in await self._links.find({"_id": {"$in": list(customer_ids)}})]

    async def linked_to(self, managers: Iterable[str], scope: Scope) -> Mapping[str, str]:
        """Found by manager: what others have costs nothing."""
        if scope.reach is Reach.NONE:
            raise Forbidden("the permission customers.read is needed")
        asked = [each for each in managers if scope.reach is Reach.ALL or each == scope.owner_id]
        found = await self._links.find({"manager_id": {"$in": asked}}, projection={"manager_id": 1})
        return {doc["_id"]: doc["manager_id"] for doc in found}

    async def managers_of(self, customer_ids: Iterable[str]) -> Mapping[str, str | None]:
        """In one question."""
        found = await self._links.find({"_id": {"$in": list(customer_ids)}}, projection={"manager_id": 1})
        return {doc["_id"]: doc["manager_id"] for doc in found}

    async def history(self, customer_id: str) -> list[Movement]:
        """The oldest first."""
        docs = await self._journal.find({"customer_id": customer_id}, sort=[("at", 1), ("version", 1)])
        return [movement_of(doc) for doc in docs]

    async def as_of(self, customer_id: str, at: datetime) -> Link | None:
        """What the last entry until then says."""
        query = {"customer_id": customer_id, "at": {"$lte": at}}
        doc = await self._journal.find_one(query, sort=[("at", -1), ("version", -1)])
        return movement_of(doc).link if doc is not None else None

    async def managers_as_of(self, customer_ids: Iterable[str], at: datetime) -> Mapping[str, str | None]:
        """From the journal, in one question."""
        found = await self._journal.aggregate(
            [
                {"$match": {"customer_id": {"$in": list(customer_ids)}, "at": {"$lte": at}}},
                {"$sort": {"customer_id": 1, "at": 1, "version": 1}},
                {"$group": {"_id": "$customer_id", "manager_id": {"$last": "$manager_id"}}},
            ]
        )
        return {doc["_id"]: doc["manager_id"] for doc in found}

    async def customers_of(self, manager_id: str, by: datetime, after: str, limit: int) -> list[str]:
        """Along the index of his customers."""
        docs = await self._links.find(
            {"manager_id": manager_id, "_id": {"$gt": after}, "since": {"$lte": by}},
            sort=[("_id", 1)],
            limit=limit,
            projection={"_id": 1},
        )
        return [doc["_id"] for doc in docs]

    async def left(
        self, manager_id: str, since: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[Movement]:
        """As the journal tells."""
        query: dict[str, Any] = {"previous_id": manager_id, "at": {"$gt": since}}
        if after is not None:
            seen, last = after
            query |= {"at": {"$gte": seen}, "$nor": [{"at": seen, "_id": {"$lte": last}}]}
        docs = await self._journal.find(query, sort=[("at", 1), ("_id", 1)], limit=limit)
        return [movement_of(doc) for doc in docs]

    async def counts(self) -> Mapping[str, int]:
        """One question, over the index."""
        counted = await self._links.aggregate([{"$group": {"_id": "$manager_id", "n": {"$sum": 1}}}])
        return {doc["_id"]: doc["n"] for doc in counted if doc["_id"] is not None}

    async def count_of(self, manager_id: str) -> int:
        """Of the present links."""
        return await self._links.count({"manager_id": manager_id})

    def relinked(self, change: Relinking) -> Sequence[Write]:
        """The link, and the entry in the journal if it moved."""
        doc = _doc(change.after)
        kept: Write = Insert(LINKS, doc) if change.before is None else Replace(LINKS, doc, change.before.version)
        return [kept] if change.movement is None else [kept, *entered(change.movement)]

    def unchanged(self, link: Link) -> Write:
        """Holds as long as nobody moved the customer."""
        return Require(LINKS, link.customer_id, link.version)


def _doc(link: Link) -> Doc:
    return {
        "_id": link.customer_id,
        "version": link.version,
        "manager_id": link.manager_id,
        "since": link.since,
        "reason": link.reason,
        "decision_id": link.decision_id,
        "by": link.by,
        "first_linked_at": link.first_linked_at,
    }


def link_of(doc: Doc) -> Link:
    """The link in a document."""
    return Link(
        customer_id=doc["_id"],
        version=doc["version"],
        manager_id=doc["manager_id"],
        since=doc["since"],
        reason=doc["reason"],
        decision_id=doc["decision_id"],
        by=doc["by"],
        first_linked_at=doc["first_linked_at"],
    )
