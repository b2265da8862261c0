"""The access logs of order links in MongoDB, one bounded document for each link."""

from chassis.commit import Insert, Replace, Write
from chassis.mongo import Doc, Index, Mongo
from orders.domain.link_access import KEPT, Access, AccessLog, LeakAlarm

ACCESSES = "link_accesses"


class MongoLinkAccesses:
    """Answers the port LinkAccesses."""

    def __init__(self, mongo: Mongo) -> None:
        self._logs = mongo.collection(ACCESSES)

    async def prepare(self) -> None:
        """Indexes; the log of a link that nobody opens any more goes by itself."""
        await self._logs.ensure_indexes(Index((("updated_at", 1),), expires=KEPT))

    async def find(self, link_id: str) -> AccessLog | None:
        doc = await self._logs.get(link_id)
        if doc is None:
            return None
        alarm = None if doc["alarm"] is None else LeakAlarm(**doc["alarm"])
        return AccessLog(doc["_id"], doc["version"], tuple(Access(**each) for each in doc["entries"]), alarm)

    def keeping(self, log: AccessLog) -> Write:
        doc = _doc(log)
        return Insert(ACCESSES, doc) if log.version == 1 else Replace(ACCESSES, doc, log.version - 1)


def _doc(log: AccessLog) -> Doc:
    alarm = log.alarm
    return {
        "_id": log.link_id,
        "version": log.version,
        "entries": [
            {
                "at": each.at,
                "generation": each.generation,
                "network": each.network,
                "agent": each.agent,
                "robot": each.robot,
            }
            for each in log.entries
        ],
        "alarm": None
        if alarm is None
        else {"generation": alarm.generation, "networks": alarm.networks, "since": alarm.since, "at": alarm.at},
        "updated_at": log.entries[-1].at,
    }
