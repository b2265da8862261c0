"""A note is put on a card (ML-18)."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import NotFound
from chassis.inbox import Mark
from customers.domain.note import Note, Priority
from customers.ports import Deps
from customers.usecases.announce import note_added


@dataclass(frozen=True, slots=True)
class AddNote:
    """The note; `id` is fresh."""

    id: str
    customer_id: str
    text: str
    priority: Priority
    caller: Principal
    scope: Scope
    mark: Mark | None


async def add_note(deps: Deps, command: AddNote) -> Note:
    """Stores the note and tells the others. Raises NotFound and AlreadyDone."""
    if await deps.cards.get(command.customer_id, command.scope) is None:
        raise NotFound
    note = Note.written(
        command.id, command.customer_id, command.text, command.priority, command.caller.id, deps.clock.now()
    )
    await deps.committer.commit(Unit(deps.notes.insert(note), [note_added(note)], command.mark))
    return note
