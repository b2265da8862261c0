"""A note of a card within the caller's scope."""

from chassis.errors import NotFound
from customers.domain.card import Card
from customers.domain.note import Note
from customers.ports import Deps


async def read_note(deps: Deps, card: Card, note_id: str) -> Note:
    """The note; NotFound if it is of another card."""
    note = await deps.notes.get(card, note_id)
    if note is None:
        raise NotFound
    return note
