"""Alarms about order links, as the mails about them tell them."""

from chassis.mongo import Mongo
from notify.domain.letter import LinkAlarm


class MongoAlarms:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._alarms = mongo.collection("alarms")

    async def get(self, alarm_id: str) -> LinkAlarm | None:
        """As it was told."""
        doc = await self._alarms.get(alarm_id)
        return None if doc is None else LinkAlarm(doc["_id"], doc["customer_id"], doc["networks"], doc["since"])

    async def note(self, alarm: LinkAlarm) -> None:
        """Once, however often it is told."""
        await self._alarms.add(
            {
                "_id": alarm.id,
                "version": 1,
                "customer_id": alarm.customer_id,
                "networks": alarm.networks,
                "since": alarm.since,
            }
        )
