"""What was done already is not tried again, also if it would be refused by now."""

from chassis.inbox import AlreadyDone, Mark
from customers.ports import Deps


async def once(deps: Deps, mark: Mark | None) -> None:
    """AlreadyDone if the same request had its effect before."""
    kept = None if mark is None else await deps.marks.kept(mark.id)
    if kept is not None:
        raise AlreadyDone(kept)
