"""Members of staff in MongoDB."""

from datetime import date, time
from typing import Any

from assignment.domain.facts import Window
from assignment.domain.staff import Staff
from assignment.ports import StaffQuery
from chassis.access import Reach, Scope
from chassis.commit import Insert, Replace, Require, Write
from chassis.errors import Forbidden
from chassis.mongo import Doc, Index, Mongo

STAFF = "staff"


class MongoStaff:
    """The members, each e-mail once whatever its case."""

    def __init__(self, mongo: Mongo) -> None:
        self._staff = mongo.collection(STAFF)

    async def prepare(self) -> None:
        """Indexes."""
        await self._staff.ensure_indexes(
            Index((("email_key", 1),), unique=True),
            Index((("external_id", 1),), unique=True, partial={"external_id": {"$gt": ""}}),
            Index((("name_key", 1), ("_id", 1))),
        )

    async def get(self, staff_id: str, scope: Scope) -> Staff | None:
        """Own reaches the caller's own entry."""
        _seen(scope)
        if scope.reach is Reach.OWN and scope.owner_id != staff_id:
            return None
        doc = await self._staff.get(staff_id)
        return staff_of(doc) if doc is not None else None

    async def find(self, query: StaffQuery, scope: Scope, limit: int) -> list[Staff]:
        """By name."""
        _seen(scope)
        wanted: list[dict[str, Any]] = []
        if scope.reach is Reach.OWN:
            wanted.append({"_id": scope.owner_id})
        if query.active is not None:
            wanted.append({"inactive_since": None if query.active else {"$ne": None}})
        if query.group is not None:
            wanted.append({"groups": query.group})
        if query.email is not None:
            wanted.append({"email_key": query.email.casefold()})
        if query.external_id is not None:
            wanted.append({"external_id": query.external_id})
        if query.after is not None:
            name, last = query.after
            wanted.append({"$or": [{"name_key": {"$gt": name}}, {"name_key": name, "_id": {"$gt": last}}]})
        docs = await self._staff.find(
            {"$and": wanted} if wanted else {}, sort=[("name_key", 1), ("_id", 1)], limit=limit
        )
        return [staff_of(doc) for doc in docs]

    async def walk(self, scope: Scope, after: str, limit: int) -> list[Staff]:
        """By id."""
        _seen(scope)
        own = {"_id": scope.owner_id} if scope.reach is Reach.OWN else {}
        docs = await self._staff.find({"$and": [{"_id": {"$gt": after}}, own]}, sort=[("_id", 1)], limit=limit)
        return [staff_of(doc) for doc in docs]

    def added(self, staff: Staff) -> Write:
        """AlreadyExists if somebody has the e-mail."""
        return Insert(STAFF, _doc(staff))

    def unchanged(self, staff: Staff) -> Write:
        """Holds as long as nobody changed him."""
        return Require(STAFF, staff.id, staff.version)

    def replaced(self, staff: Staff) -> Write:
        """AlreadyExists if somebody else has the e-mail."""
        return Replace(STAFF, _doc(staff), staff.version - 1)


def position(staff: Staff) -> tuple[str, str]:
    """Where a member stands in the list."""
    return staff.name.casefold(), staff.id


def _seen(scope: Scope) -> None:
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission staff.read is needed")


def _doc(staff: Staff) -> Doc:
    return {
        "_id": staff.id,
        "version": staff.version,
        "name": staff.name,
        "name_key": staff.name.casefold(),
        "email": staff.email,
        "email_key": staff.email.casefold(),
        "groups": list(staff.groups),
        "language": staff.language,
        "time_zone": staff.time_zone,
        "working_hours": [
            {"weekday": window.weekday, "start": window.start.isoformat(), "end": window.end.isoformat()}
            for window in staff.working_hours
        ],
        "weight": staff.weight,
        "capacity": staff.capacity,
        "daily_quota": staff.daily_quota,
        "inactive_since": staff.inactive_since,
        "created_at": staff.created_at,
        "updated_at": staff.updated_at,
        "external_id": staff.external_id,
        "holidays": [day.isoformat() for day in staff.holidays],
    }


def staff_of(doc: Doc) -> Staff:
    """The member in a document."""
    return Staff(
        id=doc["_id"],
        version=doc["version"],
        name=doc["name"],
        email=doc["email"],
        groups=tuple(doc["groups"]),
        language=doc["language"],
        time_zone=doc["time_zone"],
        working_hours=tuple(
            Window(each["weekday"], time.fromisoformat(each["start"]), time.fromisoformat(each["end"]))
            for each in doc["working_hours"]
        ),
        weight=doc["weight"],
        capacity=doc["capacity"],
        daily_quota=doc["daily_quota"],
        inactive_since=doc["inactive_since"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
        external_id=doc["external_id"],
        holidays=tuple(date.fromisoformat(day) for day in doc["holidays"]),
    )
