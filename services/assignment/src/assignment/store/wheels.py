"""The wheels of distribution: in MongoDB as committed, in the process ahead of that by the turns under way.

Every turn replaces the wheel at the version before it. The turns of one group commit follow each other in it; a turn
of another process makes them fail, and then they are taken again from where the wheel really stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assignment.domain.wheel import Wheel
from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Mongo

WHEELS = "wheels"


@dataclass(slots=True)
class _Known:
    wheels: dict[str, Wheel]
    versions: dict[str, int]


class MongoWheels:
    """One document a pool, by its name."""

    def __init__(self, mongo: Mongo) -> None:
        self._wheels = mongo.collection(WHEELS)
        self._known: _Known | None = None

    async def at_hand(self) -> Mapping[str, Wheel]:
        """Looks if need be; afterwards nothing is awaited, so that a turn is based on the one before."""
        while self._known is None:
            docs = await self._wheels.find({})
            # Another who looked at the same time may have turned a wheel already.
            if self._known is None:
                self._known = _Known(
                    {doc["_id"]: _wheel(doc) for doc in docs}, {doc["_id"]: doc["version"] for doc in docs}
                )
        return self._known.wheels

    def turned(self, pool: str, after: Wheel) -> Write:
        """Must be called on the wheels at hand."""
        assert self._known is not None
        before = self._known.versions.get(pool)
        version = 1 if before is None else before + 1
        self._known.wheels[pool] = after
        self._known.versions[pool] = version
        doc = {
            "_id": pool,
            "version": version,
            "turns": after.turns,
            "last": after.last,
            "clock": after.clock,
            "due": [[staff_id, at] for staff_id, at in after.due.items()],
        }
        return Insert(WHEELS, doc) if before is None else Replace(WHEELS, doc, before)

    def forget(self) -> None:
        """Looks again next time."""
        self._known = None


def _wheel(doc: Doc) -> Wheel:
    return Wheel(doc["turns"], doc["last"], doc["clock"], dict(doc["due"]))
