"""What people left behind when they were deactivated, as the mails about it tell it."""

from chassis.mongo import Mongo
from notify.domain.letter import Departure


class MongoDepartures:
    """By id, which is made of the person and the version of his record."""

    def __init__(self, mongo: Mongo) -> None:
        self._departures = mongo.collection("departures")

    async def get(self, departure_id: str) -> Departure | None:
        """As it was told."""
        doc = await self._departures.get(departure_id)
        return None if doc is None else Departure(doc["_id"], doc["staff_id"], doc["customers"], doc["open_orders"])

    async def note(self, departure: Departure) -> None:
        """Once, however often it is told."""
        await self._departures.add(
            {
                "_id": departure.id,
                "version": 1,
                "staff_id": departure.staff_id,
                "customers": departure.customers,
                "open_orders": departure.open_orders,
            }
        )
