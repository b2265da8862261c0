"""A note is put on a card (ML-18)."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.inbox import Mark
from customers.domain.note import Note, Preview, Priority, newest
from customers.ports import Deps
from customers.usecases.announce import note_added
from customers.usecases.read_card import writable_card
from customers.usecases.trying_again import trying_again


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
    """Stores the note and tells the others. Raises NotFound, Merged, Forgotten and AlreadyDone."""
    by, now = command.caller.id, deps.clock.now()
    note = Note.written(command.id, command.customer_id, command.text, command.priority, by, now)

    async def attempt() -> Note:
        card = await writable_card(deps, command.customer_id, command.scope)
        noted = card.noted(newest(card.last_note, Preview.of(note)))
        writes = [deps.cards.noted(noted, card), *deps.notes.insert(note)]
        await deps.committer.commit(Unit(writes, [note_added(note)], command.mark))
        return note

    return await deps.marks.once(command.mark, trying_again(attempt))
