"""The replica of absences."""

from chassis.commit import Insert
from chassis.mongo import Doc, Index, Mongo
from notify.domain.absence import Absence

ABSENCES = "absences"
CANCELLED: Doc = {"cancelled": True}
"""What is kept of an absence that its owner has no longer: orders that were covered in it may wait to be told."""


class MongoAbsences:
    """Absences by person."""

    def __init__(self, mongo: Mongo) -> None:
        self._absences = mongo.collection(ABSENCES)

    async def prepare(self) -> None:
        """Indexes."""
        await self._absences.ensure_indexes(Index((("staff_id", 1),)))

    async def of(self, staff_id: str) -> list[Absence]:
        """All that are known, also past ones."""
        return [_from_doc(doc) for doc in await self._absences.find({"staff_id": staff_id})]

    async def keep(self, absence: Absence) -> bool:
        """Whether it was news: False if what is kept is as new already."""
        return await self._absences.keep(_to_doc(absence), new=absence.version == 1)

    def kept(self, absence: Absence) -> Insert:
        """The write that would begin to keep it."""
        return Insert(ABSENCES, _to_doc(absence))


def _to_doc(absence: Absence) -> Doc:
    return {
        "_id": absence.id,
        "version": absence.version,
        "staff_id": absence.staff_id,
        "start": absence.start,
        "end": absence.end,
        "cancelled": absence.cancelled,
    }


def _from_doc(doc: Doc) -> Absence:
    return Absence(doc["_id"], doc["version"], doc["staff_id"], doc["start"], doc["end"], doc["cancelled"])
