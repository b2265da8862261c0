"""What is answered."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from operator import attrgetter
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from chassis.access import Member
from chassis.http import View
from customers.domain.card import Card, Channel, Details, Status, Temperature
from customers.domain.note import Act, Change, Note, Preview, Priority
from customers.ports import Staff

PercentText = Annotated[
    Decimal, PlainSerializer(lambda percent: f"{percent:f}", return_type=str), Field(examples=["7.5"])
]


class ManagerView(View):
    """Whose customer it is; `stale`: no longer active, somebody else will get the next order."""

    id: str
    name: str
    state: Literal["active", "stale"]


class PersonView(View):
    """A member of staff, active or not; the name is empty if he is not known here."""

    id: str
    name: str


class NoteView(View):
    """A note: who wrote it and, if it was changed since, who changed it last."""

    id: str
    version: int
    customer_id: str
    text: str
    priority: Priority
    created_by: str
    author: PersonView
    editor: PersonView | None
    created_at: datetime
    updated_at: datetime


class NoteChangeView(View):
    """What somebody did to a note: how it reads since, or how it read when it was deleted."""

    note_id: str
    version: int
    act: Act
    text: str
    priority: Priority
    by: PersonView
    at: datetime


class NotePreview(View):
    """The beginning of the newest note."""

    id: str
    text: str
    priority: Priority
    created_at: datetime


class CustomerView(View):
    """A customer card."""

    id: str
    version: int
    external_id: str | None
    name: str
    vat_number: str | None
    vat_normalised: str | None
    contact_person: str | None
    email: str | None
    phone: str | None
    phone_e164: str | None
    address: str | None
    status: Status
    temperature: Temperature | None
    discount_percent: PercentText
    currency: str | None
    language: str | None
    country: str | None
    region: str | None
    active: bool
    channel: Channel
    manager: ManagerView | None
    last_note: NotePreview | None
    merged_ids: list[str] = Field(default=[], description="Cards that were merged into this one.")
    erased_at: datetime | None = Field(default=None, description="Since when the person is forgotten.")
    created_by: str | None
    created_at: datetime
    updated_at: datetime


class KnownView(CustomerView):
    """A customer whom the point of sale met before (C6)."""

    existing: Literal[True] = True


class HiddenView(View):
    """Such a customer, whom the caller may not see: enough to order for him."""

    id: str
    existing: Literal[True] = True


_DETAILS = tuple(field.name for field in fields(Details))
_values = attrgetter(*_DETAILS)


async def note_view(staff: Staff, note: Note, customer_id: str) -> NoteView:
    """The note in full, as one of the card that it is read with."""
    return NoteView(
        id=note.id,
        version=note.version,
        customer_id=customer_id,
        text=note.text,
        priority=note.priority,
        created_by=note.created_by,
        author=await person_view(staff, note.created_by),
        editor=await person_view(staff, note.updated_by) if note.version > 1 else None,
        created_at=note.created_at,
        updated_at=note.updated_at,
    )


async def note_views(staff: Staff, notes: Sequence[Note], customer_id: str) -> list[NoteView]:
    """A page of notes; their authors are asked for together."""
    return await asyncio.gather(*(note_view(staff, note, customer_id) for note in notes))


async def change_views(staff: Staff, changes: Sequence[Change]) -> list[NoteChangeView]:
    """A page of a history."""
    people = await asyncio.gather(*(person_view(staff, change.by) for change in changes))
    return [
        NoteChangeView(
            note_id=change.note_id,
            version=change.version,
            act=change.act,
            text=change.text,
            priority=change.priority,
            by=by,
            at=change.at,
        )
        for change, by in zip(changes, people, strict=True)
    ]


async def card_view(staff: Staff, card: Card) -> CustomerView:
    """The card with its manager."""
    (view,) = await card_views(staff, [card])
    return view


async def card_views(staff: Staff, cards: Sequence[Card]) -> list[CustomerView]:
    """A page of cards."""
    managers = await _managers(staff, cards)
    return [_card_view(card, managers) for card in cards]


def _card_view(card: Card, managers: Mapping[str, ManagerView]) -> CustomerView:
    return CustomerView(
        id=card.id,
        version=card.version,
        **dict(zip(_DETAILS, _values(card.details), strict=True)),
        channel=card.channel,
        manager=None if card.manager_id is None else managers[card.manager_id],
        last_note=None if card.last_note is None else _preview(card.last_note),
        merged_ids=list(card.absorbed),
        erased_at=card.erased_at,
        created_by=card.created_by,
        created_at=card.created_at,
        updated_at=card.updated_at,
    )


async def _managers(staff: Staff, cards: Sequence[Card]) -> dict[str, ManagerView]:
    """The managers of these cards as they are now."""
    ids = {card.manager_id for card in cards if card.manager_id is not None}
    known = await staff.members(ids)
    return {identifier: _manager(identifier, known.get(identifier)) for identifier in ids}


def _manager(identifier: str, member: Member | None) -> ManagerView:
    if member is None:
        return ManagerView(id=identifier, name="", state="stale")
    return ManagerView(id=member.id, name=member.name, state="active" if member.active else "stale")


async def person_view(staff: Staff, identifier: str) -> PersonView:
    """A member of staff by id."""
    member = await staff.member(identifier)
    return PersonView(id=identifier, name="" if member is None else member.name)


def _preview(note: Preview) -> NotePreview:
    return NotePreview(id=note.id, text=note.text, priority=note.priority, created_at=note.created_at)
