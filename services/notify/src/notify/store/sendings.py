"""Links on their way to customers. What they open stays sealed here."""

from collections.abc import Sequence
from datetime import date

from chassis.mongo import Mongo
from notify.domain.letter import Contact, Sending
from notify.store.contacts import contact_to_doc


class MongoSendings:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._sendings = mongo.collection("sendings")

    async def get(self, sending_id: str) -> Sending | None:
        """As it was asked for."""
        doc = await self._sendings.get(sending_id)
        if doc is None:
            return None
        day = doc["valid_until"]
        return Sending(
            id=doc["_id"],
            contact=Contact(**doc["contact"]),
            sealed_url=doc["sealed_url"],
            expires_at=doc["expires_at"],
            valid_until=date.fromisoformat(day) if day else None,
            has_passcode=doc["has_passcode"],
            link_id=doc.get("link_id"),
            edition=doc.get("edition"),
            link_version=doc.get("link_version"),
        )

    async def note(self, sending: Sending) -> None:
        """Once, however often it is told."""
        await self._sendings.add(
            {
                "_id": sending.id,
                "version": 1,
                "contact": contact_to_doc(sending.contact),
                "sealed_url": sending.sealed_url,
                "expires_at": sending.expires_at,
                "valid_until": sending.valid_until.isoformat() if sending.valid_until else None,
                "has_passcode": sending.has_passcode,
                "link_id": sending.link_id,
                "edition": sending.edition,
                "link_version": sending.link_version,
            }
        )

    async def wipe(self, sending_ids: Sequence[str]) -> None:
        """What they opened is void by now, and goes too."""
        nobody = {"contact": contact_to_doc(Contact("", None, None, None, None)), "sealed_url": ""}
        await self._sendings.update_many({"_id": {"$in": list(sending_ids)}}, {"$set": nobody})
