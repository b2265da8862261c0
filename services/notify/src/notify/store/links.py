"""The replica of order links."""

from chassis.mongo import Mongo
from notify.domain.letter import Link


class MongoLinks:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection("links")

    async def get(self, link_id: str) -> Link | None:
        """The newest state that has arrived."""
        doc = await self._links.get(link_id)
        return None if doc is None else Link(doc["_id"], doc["version"], doc["generation"], doc["revoked"])

    async def keep(self, link: Link) -> bool:
        """Whether it was news: False if what is kept is as new already."""
        doc = {"_id": link.id, "version": link.version, "generation": link.generation, "revoked": link.revoked}
        return await self._links.keep(doc, new=link.version == 1)
