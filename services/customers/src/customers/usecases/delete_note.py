"""A note is deleted (ML-21); its history keeps what it said and who deleted it."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from customers.ports import Deps
from customers.usecases.read_note import read_note


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """`version` is the note that the human saw when he confirmed."""

    customer_id: str
    note_id: str
    version: int
    caller: Principal
    scope: Scope


async def delete_note(deps: Deps, command: DeleteNote) -> None:
    """Removes the note. Raises NotFound and VersionConflict."""
    note = await read_note(deps, command.customer_id, command.note_id, command.scope)
    if note.version != command.version:
        raise VersionConflict(version=note.version)
    await deps.committer.commit(Unit(deps.notes.delete(note, command.caller.id, deps.clock.now())))
