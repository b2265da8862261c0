"""A note of a card within the caller's scope."""

from chassis.access import Scope
from chassis.errors import NotFound
from customers.domain.note import Note
from customers.ports import Deps


async def read_note(deps: Deps, customer_id: str, note_id: str, scope: Scope) -> Note:
    """The note; NotFound if the card is out of scope or the note is of another card."""
    if await deps.cards.get(customer_id, scope) is None:
        raise NotFound
    note = await deps.notes.get(customer_id, note_id)
    if note is None:
        raise NotFound
    return note
