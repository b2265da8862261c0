"""Counts and movements per manager in MongoDB, from the journal of links and its checkpoints (RC-2, N6)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from assignment.domain.links import Movement
from assignment.domain.portfolios import BEGINNING, Checkpoint, Flow, Period
from assignment.store.journal import JOURNAL, movement_of
from chassis.access import Reach, Scope
from chassis.commit import Insert, Write
from chassis.errors import Forbidden
from chassis.mongo import Index, Mongo

CHECKPOINTS = "portfolio_checkpoints"
_TICK = timedelta(milliseconds=1)


class MongoPortfolios:
    """Reads the journal by time and by manager."""

    def __init__(self, mongo: Mongo) -> None:
        self._journal = mongo.collection(JOURNAL)
        self._checkpoints = mongo.collection(CHECKPOINTS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._checkpoints.ensure_indexes(Index((("at", 1),)))

    async def checkpoint(self, before: datetime | None = None) -> Checkpoint:
        """The last one that is not after `before`."""
        query = {} if before is None else {"at": {"$lte": before}}
        doc = await self._checkpoints.find_one(query, sort=[("at", -1)])
        return BEGINNING if doc is None else Checkpoint(doc["at"], doc["customers"])

    async def flows(self, start: datetime, end: datetime | None) -> list[Flow]:
        """Of everybody; answered from an index alone."""
        return await self._flows({"at": _within(start, end)}, {"p": "$previous_id", "m": "$manager_id"})

    async def flows_of(self, staff_id: str, period: Period, scope: Scope) -> list[Flow]:
        """His by reason. Own reaches the caller himself."""
        return await self._flows(
            _of(staff_id, _within(period.start, period.end), scope),
            {"p": "$previous_id", "m": "$manager_id", "r": "$reason"},
        )

    async def _flows(self, query: Mapping[str, Any], by: Mapping[str, str]) -> list[Flow]:
        docs = await self._journal.aggregate([{"$match": query}, {"$group": {"_id": by, "n": {"$sum": 1}}}])
        return [Flow(doc["_id"]["p"], doc["_id"]["m"], doc["n"], doc["_id"].get("r", "")) for doc in docs]

    async def movements(
        self, staff_id: str, period: Period, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[Movement]:
        """The oldest first; those of one instant by id. Own reaches the caller himself."""
        if after is None:
            query = _of(staff_id, _within(period.start, period.end), scope)
        else:
            seen, last = after
            query = {
                **_of(staff_id, _within(max(seen, period.start), period.end), scope),
                "$nor": [{"at": seen, "_id": {"$lte": last}}],
            }
        docs = await self._journal.find(query, sort=[("at", 1), ("_id", 1)], limit=limit)
        return [movement_of(doc) for doc in docs]

    async def after_entries(self, since: datetime, entries: int, before: datetime) -> datetime | None:
        """The instant just after that many entries since `since`; None if there are not that many before `before`."""
        docs = await self._journal.aggregate(
            [
                {"$match": {"at": _within(since, before)}},
                {"$sort": {"at": 1}},
                {"$skip": entries - 1},
                {"$limit": 1},
                {"$project": {"_id": 0, "at": 1}},
            ]
        )
        return docs[0]["at"] + _TICK if docs else None

    def kept(self, checkpoint: Checkpoint) -> Write:
        """By its instant: two replicas that reckon the same keep it once."""
        identifier = checkpoint.at.isoformat()
        return Insert(
            CHECKPOINTS,
            {"_id": identifier, "version": 1, "at": checkpoint.at, "customers": dict(checkpoint.customers)},
        )


def _within(start: datetime, end: datetime | None) -> dict[str, Any]:
    return {"$gte": start} if end is None else {"$gte": start, "$lt": end}


def _of(staff_id: str, at: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    if scope.reach is Reach.OWN and scope.owner_id != staff_id:
        return {"_id": {"$in": []}}
    return {"$or": [{"manager_id": staff_id, "at": at}, {"previous_id": staff_id, "at": at}]}
