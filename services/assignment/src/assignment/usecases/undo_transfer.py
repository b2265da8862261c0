"""A transfer is undone by another that gives back whatever is still as the first left it (N8)."""

from dataclasses import dataclass

from assignment.domain.transfers import Transfer
from assignment.ports import Deps
from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import Conflict, NotFound, VersionConflict
from chassis.inbox import Mark


class NotUndoable(Conflict):
    """It moved nothing, is not done yet, or is undone already."""

    type = "not-undoable"
    title = "Only a finished transfer can be undone, once"


_TRIES = 5


@dataclass(frozen=True, slots=True)
class UndoTransfer:
    """`id` of the undo, `transfer_id` of what is undone."""

    id: str
    transfer_id: str
    author_id: str
    mark: Mark | None


async def undo_transfer(deps: Deps, command: UndoTransfer, scope: Scope) -> Transfer:
    """The job that undoes it. Raises NotFound, NotUndoable, AlreadyDone for the same request again."""
    return await deps.marks.once(command.mark, _undone(deps, command, scope))


async def _undone(deps: Deps, command: UndoTransfer, scope: Scope) -> Transfer:
    for _ in range(_TRIES):
        original = await deps.transfers.get(command.transfer_id, scope)
        if original is None:
            raise NotFound
        if not original.undoable:
            raise NotUndoable(state=original.state)
        now = deps.clock.now()
        undo = original.undoing(command.id, command.author_id, now)
        writes = [*deps.transfers.added(undo, None), deps.transfers.replaced(original.being_undone(undo.id, now))]
        try:
            await deps.commits.commit(Unit(writes, mark=command.mark))
        except VersionConflict:
            continue
        return undo
    raise VersionConflict
