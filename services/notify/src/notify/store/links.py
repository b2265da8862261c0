"""The replica of order links."""

from chassis.commit import Insert
from chassis.mongo import Doc, Mongo
from notify.domain.letter import Link

LINKS = "links"


class MongoLinks:
    """By id."""

    def __init__(self, mongo: Mongo) -> None:
        self._links = mongo.collection(LINKS)

    async def get(self, link_id: str) -> Link | None:
        """The newest state that has arrived."""
        doc = await self._links.get(link_id)
        if doc is None:
            return None
        return Link(doc["_id"], doc["version"], doc["generation"], doc["revoked"], doc.get("expires_at"))

    async def keep(self, link: Link) -> bool:
        """Whether it was news: False if what is kept is as new already."""
        return await self._links.keep(_to_doc(link), new=link.version == 1)

    def kept(self, link: Link) -> Insert:
        """The write that would begin to keep it."""
        return Insert(LINKS, _to_doc(link))


def _to_doc(link: Link) -> Doc:
    return {
        "_id": link.id,
        "version": link.version,
        "generation": link.generation,
        "revoked": link.revoked,
        "expires_at": link.expires_at,
    }
