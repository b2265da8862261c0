"""A customer card comes to be (C1-C6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.access import Principal, scope
from chassis.commit import Unit
from chassis.ids import new_id
from chassis.inbox import Mark
from contracts.customers import CustomerCreated
from customers.domain.card import Card, Channel, Chosen, Details
from customers.domain.note import Note, Priority
from customers.domain.search import same_person
from customers.ports import Deps
from customers.usecases.announce import act, customer, note_added, personal, staff
from customers.usecases.choose_manager import choose_manager
from customers.usecases.claim_external_id import commit_claiming


@dataclass(frozen=True, slots=True)
class NewNote:
    """A first note."""

    text: str
    priority: Priority


@dataclass(frozen=True, slots=True)
class CreateCustomer:
    """What is to be created, by whom. `id` is fresh; `mark` makes a repeated request known."""

    id: str
    details: Details
    channel: Channel
    manager_id: str | None
    notes: Sequence[NewNote]
    caller: Principal
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Created:
    """The card; `existing` if the point of sale met a known customer and nothing was changed (C6)."""

    card: Card
    newest: Note | None
    existing: bool = False


async def create_customer(deps: Deps, command: CreateCustomer) -> Created:
    """Stores the card with its notes and tells the others. Raises Invalid (C2), ExternalIdTaken and AlreadyDone."""
    if command.channel == "pos" and (known := await _known(deps, command.details)) is not None:
        if command.mark is not None:
            await deps.committer.commit(Unit(mark=command.mark))
        return Created(known, None, existing=True)
    chosen = None
    if command.manager_id is not None:
        chosen = await choose_manager(deps.staff, deps.clock, command.manager_id)
    now = deps.clock.now()
    card = Card.made(command.id, command.details, command.channel, chosen, command.caller.id, now)
    notes = _first_notes(command, now)
    unit = Unit(
        writes=[deps.cards.insert(card), *map(deps.notes.insert, notes)],
        events=[_created(card, command.caller, chosen), *map(note_added, notes)],
        mark=command.mark,
    )
    await commit_claiming(deps, unit, card.details.external_id, scope(command.caller, "customers.read"))
    return Created(card, notes[-1] if notes else None)


async def _known(deps: Deps, details: Details) -> Card | None:
    alike = await deps.cards.alike(details.email, details.phone)
    return next((card for card in alike if same_person(card.details, details.email, details.phone)), None)


def _first_notes(command: CreateCustomer, now: datetime) -> list[Note]:
    by = command.caller.id
    return [Note(new_id(), 1, command.id, note.text, note.priority, by, now, now) for note in command.notes]


def _created(card: Card, caller: Principal, chosen: Chosen | None) -> CustomerCreated:
    return CustomerCreated(
        customer=customer(card), personal=personal(card), act=act("created", staff(caller), card, chosen)
    )
