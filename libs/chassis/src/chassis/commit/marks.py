"""A look into the inbox before anything is tried."""

from chassis.inbox import INBOX, Mark
from chassis.mongo import Mongo


class Marks:
    """What was already done, by the id of its mark."""

    def __init__(self, mongo: Mongo) -> None:
        self._marks = mongo.collection(INBOX)

    async def kept(self, mark_id: str) -> Mark | None:
        """The mark, if it was committed."""
        doc = await self._marks.get(mark_id)
        return None if doc is None else Mark(mark_id, doc["digest"], doc["result"])
