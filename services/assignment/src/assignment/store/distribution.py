"""The distribution settings in MongoDB: the current ones, and every version that ever held (N1, N2)."""

from collections.abc import Sequence

from assignment.domain.plain import from_dict, to_dict
from assignment.domain.settings import Settings
from assignment.ports import Distribution
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo

DISTRIBUTION = "distribution"
VERSIONS = "distribution_versions"
_CURRENT = "current"


class MongoDistribution:
    """One current document; one a version."""

    def __init__(self, mongo: Mongo) -> None:
        self._current = mongo.collection(DISTRIBUTION)
        self._versions = mongo.collection(VERSIONS)

    async def prepare(self) -> None:
        """Indexes."""
        await self._versions.ensure_indexes(Index((("version", -1),), unique=True))

    async def current(self) -> Distribution | None:
        """None before the first start."""
        doc = await self._current.get(_CURRENT)
        return _distribution(doc) if doc is not None else None

    async def as_of(self, version: int) -> Distribution | None:
        """The settings as they were in that version."""
        doc = await self._versions.get(str(version))
        return _distribution(doc) if doc is not None else None

    async def versions(self, before: int | None, limit: int) -> list[Distribution]:
        """The newest first."""
        query = {} if before is None else {"version": {"$lt": before}}
        return [_distribution(doc) for doc in await self._versions.find(query, sort=[("version", -1)], limit=limit)]

    def introduced(self, distribution: Distribution) -> Sequence[Write]:
        """The first version."""
        return [Insert(DISTRIBUTION, _doc(_CURRENT, distribution)), self._kept(distribution)]

    def replaced(self, distribution: Distribution) -> Sequence[Write]:
        """The next version."""
        doc = _doc(_CURRENT, distribution)
        return [Replace(DISTRIBUTION, doc, distribution.settings.version - 1), self._kept(distribution)]

    @staticmethod
    def _kept(distribution: Distribution) -> Write:
        return Insert(VERSIONS, _doc(str(distribution.settings.version), distribution))


def _doc(identifier: str, distribution: Distribution) -> Doc:
    return {
        "_id": identifier,
        "version": distribution.settings.version,
        "settings": to_dict(distribution.settings),
        "by": distribution.by,
        "at": distribution.at,
        "first_at": distribution.first_at,
    }


def _distribution(doc: Doc) -> Distribution:
    return Distribution(from_dict(Settings, doc["settings"]), doc["by"], doc["at"], doc["first_at"])
