"""What was done already is answered by the effect that it had."""

from collections.abc import Awaitable
from typing import TypeVar

from chassis.errors import Problem, Unavailable
from chassis.inbox import INBOX, AlreadyDone, Mark
from chassis.mongo import Mongo

T = TypeVar("T")


class Marks:
    """What was already done, by the id of its mark."""

    def __init__(self, mongo: Mongo) -> None:
        self._marks = mongo.collection(INBOX)

    async def kept(self, mark_id: str) -> Mark | None:
        """The mark, if it was committed."""
        doc = await self._marks.get(mark_id)
        return None if doc is None else Mark(mark_id, doc["digest"], doc["result"])

    async def once(self, mark: Mark | None, work: Awaitable[T]) -> T:
        """What `work` comes to. A request that comes again is not refused because what it did would not be possible any
        more: AlreadyDone in place of the refusal if it had its effect before."""
        try:
            return await work
        except Unavailable:
            # No refusal; and who does not answer this would be waited for once more.
            raise
        except Problem:
            if mark is not None and (kept := await self.kept(mark.id)) is not None:
                raise AlreadyDone(kept) from None
            raise
