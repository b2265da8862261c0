"""What every version of the company changed, in MongoDB: enough to rebuild the roster of any of them (N1, N2).

A version costs one small document for each member, group or absence that it changed, however many there are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from assignment.domain.absences import StaffAbsence
from assignment.domain.roster_history import RosterChange, RosterHistory
from assignment.domain.staff import Group, Staff
from assignment.store.absences import ABSENCES, absence_of
from assignment.store.groups import GROUPS, group_of
from assignment.store.staff import STAFF, staff_of
from chassis.commit import Delete, Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo

HISTORY = "company_history"
_PERSONAL = {"name": "", "name_key": "", "email": "", "email_key": ""}
"""No decision looks at these, so history need not hold them."""
_READ: Mapping[str, Callable[[Doc], Staff | Group | StaffAbsence]] = {
    STAFF: lambda doc: staff_of({**doc, **_PERSONAL}),
    GROUPS: group_of,
    ABSENCES: absence_of,
}


class MongoCompanyHistory:
    """By member, group or absence, and by version."""

    def __init__(self, mongo: Mongo) -> None:
        self._history = mongo.collection(HISTORY)

    async def prepare(self) -> None:
        """Indexes."""
        await self._history.ensure_indexes(Index((("of", 1), ("since", -1))), Index((("since", 1),)))

    async def rosters(self, first: int, last: int) -> RosterHistory:
        """All rosters from version `first` to `last`."""
        before = await self._history.aggregate(
            [
                {"$match": {"since": {"$lte": first}}},
                {"$sort": {"of": 1, "since": -1}},
                {"$group": {"_id": "$of", "latest": {"$first": "$$ROOT"}}},
            ]
        )
        after = await self._history.find({"since": {"$gt": first, "$lte": last}}) if last > first else []
        return RosterHistory(_change(doc) for doc in (*(each["latest"] for each in before), *after))

    async def version_before(self, instant: datetime) -> int:
        """The last one before then; 0 before the first."""
        earlier = [{"at": {"$lt": instant}}, {"at": None, "doc.updated_at": {"$lt": instant}}]
        docs = await self._history.find({"$or": earlier}, sort=[("since", -1)], limit=1)
        return int(docs[0]["since"]) if docs else 0

    async def people_and_groups(self, until: datetime) -> list[Staff | Group]:
        """Every member and group in every version up to then, the oldest first; without what is personal."""
        docs: list[Doc] = []
        for kind in (STAFF, GROUPS):
            within = {"$gt": f"{kind}/", "$lt": f"{kind}0"}
            docs += await self._history.find({"of": within, "doc.updated_at": {"$lt": until}})
        return [
            staff_of({**doc["doc"], **_PERSONAL}) if doc["of"].startswith(f"{STAFF}/") else group_of(doc["doc"])
            for doc in sorted(docs, key=lambda doc: int(doc["since"]))
        ]

    async def versions_of(self, staff_id: str) -> list[Staff]:
        """A member in each of his versions, the oldest first; without what is personal."""
        docs = await self._history.find({"of": f"{STAFF}/{staff_id}"}, sort=[("since", 1)])
        return [staff_of({**doc["doc"], **_PERSONAL}) for doc in docs]

    def noted(self, version: int, at: datetime, writes: Sequence[Write]) -> Iterator[Write]:
        """What the writes of a change make of members, groups and absences, to be kept with it."""
        for write in writes:
            match write:
                case Insert(collection, doc) | Replace(collection, doc, _) if collection in _READ:
                    kept = {name: value for name, value in doc.items() if name not in _PERSONAL}
                    yield _noted(version, at, f"{collection}/{doc['_id']}", kept)
                case Delete(collection, identifier, _) if collection in _READ:
                    yield _noted(version, at, f"{collection}/{identifier}", None)


def _noted(version: int, at: datetime, of: str, doc: Doc | None) -> Write:
    return Insert(HISTORY, {"_id": f"{version}/{of}", "of": of, "since": version, "at": at, "doc": doc})


def _change(noted: Doc) -> RosterChange:
    of, doc = noted["of"], noted["doc"]
    at = noted.get("at") or (doc["updated_at"] if doc is not None else None)
    return RosterChange(noted["since"], of, _READ[of.partition("/")[0]](doc) if doc is not None else None, at)
