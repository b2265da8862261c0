"""Checkpoints: how many customers each manager had at certain instants, so that no count starts at the beginning."""

import asyncio
from contextlib import suppress

from assignment.domain.portfolios import FINAL_AFTER, Checkpoint, counted
from assignment.ports import Deps
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Unavailable

ENTRIES = 2_000
"""So many entries of the journal lie between two checkpoints, and at most so many final ones are counted at once."""
_EVERY = 30.0


async def keep_checkpoints(deps: Deps) -> None:
    """Adds what is missing now and then, until cancelled. Taken away, they are reckoned again."""
    while True:
        try:
            while await keep_checkpoint(deps):
                continue
        except Unavailable:
            pass
        await asyncio.sleep(_EVERY)


async def keep_checkpoint(deps: Deps, entries: int = ENTRIES) -> bool:
    """The next one, from the last and the entries since; False if they are too few or not final yet."""
    last = await deps.portfolios.checkpoint()
    at = await deps.portfolios.after_entries(last.at, entries, deps.clock.now() - FINAL_AFTER)
    if at is None:
        return False
    following = Checkpoint(at, counted(last, await deps.portfolios.flows(last.at, at)))
    # If it is there already, another replica was first, with the same.
    with suppress(AlreadyExists):
        await deps.commits.commit(Unit([deps.portfolios.kept(following)]))
    return True
