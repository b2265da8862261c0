"""A note is deleted (ML-21); its history keeps what it said and who deleted it."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from customers.ports import Deps
from customers.usecases.read_card import writable_card
from customers.usecases.read_note import read_note
from customers.usecases.trying_again import trying_again


@dataclass(frozen=True, slots=True)
class DeleteNote:
    """`version` is the note that the human saw when he confirmed."""

    customer_id: str
    note_id: str
    version: int
    caller: Principal
    scope: Scope


async def delete_note(deps: Deps, command: DeleteNote) -> None:
    """Removes the note. Raises NotFound, Merged, Forgotten and VersionConflict."""

    async def attempt() -> None:
        card = await writable_card(deps, command.customer_id, command.scope)
        note = await read_note(deps, card, command.note_id)
        if note.version != command.version:
            raise VersionConflict(version=note.version)
        shown = card.last_note
        if card.shows(note.id):
            shown = await deps.notes.newest(card.ids, besides=note.id)
        noted = card.noted(shown)
        deletion = deps.notes.delete(note, command.caller.id, deps.clock.now())
        writes = [deps.cards.noted(noted, card), *deletion]
        await deps.committer.commit(Unit(writes))

    await trying_again(attempt)
