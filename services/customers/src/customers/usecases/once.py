"""What was done already is not refused: a request that comes again is answered by the effect that it had, also if that
would not be possible any more."""

from collections.abc import Awaitable
from typing import TypeVar

from chassis.errors import Problem
from chassis.inbox import AlreadyDone, Mark
from customers.ports import Deps

T = TypeVar("T")


async def once(deps: Deps, mark: Mark | None, work: Awaitable[T]) -> T:
    """What `work` comes to; AlreadyDone in place of a refusal if the same request had its effect before."""
    try:
        return await work
    except Problem:
        if mark is not None and (kept := await deps.marks.kept(mark.id)) is not None:
            raise AlreadyDone(kept) from None
        raise
