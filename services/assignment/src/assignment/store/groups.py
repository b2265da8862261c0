"""Groups in MongoDB. The replica that access looks at is another one, fed by events as everywhere."""

from assignment.domain.staff import Group
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Mongo

GROUPS = "groups"


class MongoGroups:
    """The groups by name."""

    def __init__(self, mongo: Mongo) -> None:
        self._groups = mongo.collection(GROUPS)

    async def get(self, name: str) -> Group | None:
        """The group of that name."""
        doc = await self._groups.get(name)
        return group_of(doc) if doc is not None else None

    async def all(self) -> list[Group]:
        """By name."""
        return [group_of(doc) for doc in await self._groups.find({}, sort=[("_id", 1)])]

    def added(self, group: Group) -> Write:
        """AlreadyExists if there is one."""
        return Insert(GROUPS, _doc(group))

    def replaced(self, group: Group) -> Write:
        """In place of the version before."""
        return Replace(GROUPS, _doc(group), group.version - 1)


def _doc(group: Group) -> Doc:
    return {
        "_id": group.name,
        "version": group.version,
        "permissions": dict(group.permissions),
        "created_at": group.created_at,
        "updated_at": group.updated_at,
    }


def group_of(doc: Doc) -> Group:
    """The group in a document."""
    return Group(
        name=doc["_id"],
        version=doc["version"],
        permissions=doc["permissions"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
    )
