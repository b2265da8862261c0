"""A note is edited; it stays where it is among those of its priority (ML-20). Its history tells who
changed what."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from customers.domain.note import Note, Preview, Priority
from customers.ports import Deps
from customers.usecases.read_card import writable_card
from customers.usecases.read_note import read_note
from customers.usecases.trying_again import trying_again


@dataclass(frozen=True, slots=True)
class ChangeNote:
    """None leaves a field as it is. `version` is the note that the human saw."""

    customer_id: str
    note_id: str
    version: int
    text: str | None
    priority: Priority | None
    caller: Principal
    scope: Scope


async def change_note(deps: Deps, command: ChangeNote) -> Note:
    """Stores the note as edited. Raises NotFound, Merged, Forgotten and VersionConflict."""

    async def attempt() -> Note:
        card = await writable_card(deps, command.customer_id, command.scope)
        note = await read_note(deps, card, command.note_id)
        if note.version != command.version:
            raise VersionConflict(version=note.version)
        text, priority = command.text or note.text, command.priority or note.priority
        saved = note.saved(text, priority, command.caller.id, deps.clock.now())
        if saved is not note:
            noted = card.noted(Preview.of(saved) if card.shows(note.id) else card.last_note)
            await deps.committer.commit(Unit([deps.cards.noted(noted, card), *deps.notes.replace(saved, note)]))
        return saved

    return await trying_again(attempt)
