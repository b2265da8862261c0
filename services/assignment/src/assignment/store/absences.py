"""Absences in MongoDB; those that are over stay as history."""

from datetime import datetime
from typing import Any

from assignment.domain.absences import StaffAbsence
from assignment.domain.facts import Absence
from chassis.access import Reach, Scope
from chassis.commit import Delete, Insert, Replace, Write
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo

ABSENCES = "absences"


class MongoAbsences:
    """By person, and those that are not over yet."""

    def __init__(self, mongo: Mongo) -> None:
        self._absences = mongo.collection(ABSENCES)

    async def prepare(self) -> None:
        """Indexes."""
        await self._absences.ensure_indexes(
            Index((("staff_id", 1), ("start", -1), ("_id", -1))),
            Index((("end", 1),)),
        )

    async def get(self, absence_id: str, scope: Scope) -> StaffAbsence | None:
        """Own reaches the caller's own absences."""
        within = _within(scope)
        doc = await self._absences.get(absence_id)
        if doc is None or any(doc[name] != value for name, value in within.items()):
            return None
        return absence_of(doc)

    async def of(
        self, staff_id: str, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[StaffAbsence]:
        """The latest begin first."""
        wanted: list[dict[str, Any]] = [_within(scope), {"staff_id": staff_id}]
        if after is not None:
            start, last = after
            wanted.append({"$or": [{"start": {"$lt": start}}, {"start": start, "_id": {"$lt": last}}]})
        docs = await self._absences.find({"$and": wanted}, sort=[("start", -1), ("_id", -1)], limit=limit)
        return [absence_of(doc) for doc in docs]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[StaffAbsence]:
        """In order of id."""
        docs = await self._absences.find({"_id": {"$gt": after}, **_within(scope)}, sort=[("_id", 1)], limit=limit)
        return [absence_of(doc) for doc in docs]

    async def ending_after(self, instant: datetime) -> dict[str, tuple[Absence, ...]]:
        """Current and future ones by person, as decisions look at them."""
        found: dict[str, tuple[Absence, ...]] = {}
        for doc in await self._absences.find({"end": {"$gt": instant}}, sort=[("start", 1), ("_id", 1)]):
            found[doc["staff_id"]] = (*found.get(doc["staff_id"], ()), absence_of(doc).fact())
        return found

    def added(self, absence: StaffAbsence) -> Write:
        """To be committed."""
        return Insert(ABSENCES, _doc(absence))

    def replaced(self, absence: StaffAbsence) -> Write:
        """In place of the version before."""
        return Replace(ABSENCES, _doc(absence), absence.version - 1)

    def removed(self, absence: StaffAbsence) -> Write:
        """As if it had never been planned."""
        return Delete(ABSENCES, absence.id, absence.version)


def _within(scope: Scope) -> dict[str, Any]:
    match scope.reach:
        case Reach.ALL:
            return {}
        case Reach.OWN:
            return {"staff_id": scope.owner_id}
        case Reach.NONE:
            raise Forbidden


def _doc(absence: StaffAbsence) -> Doc:
    return {
        "_id": absence.id,
        "version": absence.version,
        "staff_id": absence.staff_id,
        "start": absence.start,
        "end": absence.end,
        "cover_id": absence.cover_id,
        "created_at": absence.created_at,
        "updated_at": absence.updated_at,
    }


def absence_of(doc: Doc) -> StaffAbsence:
    """The absence in a document."""
    return StaffAbsence(
        id=doc["_id"],
        version=doc["version"],
        staff_id=doc["staff_id"],
        start=doc["start"],
        end=doc["end"],
        cover_id=doc["cover_id"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
