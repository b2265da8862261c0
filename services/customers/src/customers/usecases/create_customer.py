"""A customer card comes to be (C1-C6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from chassis.access import Principal, scope
from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import VersionConflict
from chassis.ids import new_id
from chassis.inbox import Mark
from contracts.customers import CustomerCreated
from customers.domain.card import Card, Channel, Chosen, Details
from customers.domain.note import Note, Preview, Priority
from customers.domain.search import identities
from customers.ports import Deps
from customers.usecases.announce import act, customer, note_added, personal, staff
from customers.usecases.check_details import check_details
from customers.usecases.choose_manager import choose_manager
from customers.usecases.claim_external_id import commit_claiming, refuse_taken

_MOST_COLLISIONS = 20


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
    existing: bool = False


async def create_customer(deps: Deps, command: CreateCustomer) -> Created:
    """Stores the card with its notes and tells the others. Raises Invalid (C2, wrong fields), ExternalIdTaken and
    AlreadyDone."""
    return await deps.marks.once(command.mark, _created(deps, command))


async def _created(deps: Deps, command: CreateCustomer) -> Created:
    details = check_details(command.details, deps.region)
    if command.channel != "pos" or not identities(details):
        return await _made(deps, command, details, ())
    collisions = 0
    while True:
        turn = await deps.turnstile.through(identities(details))
        known = await _known(deps, details)
        if known is not None:
            if command.mark is not None:
                met = replace(command.mark, result={"id": known.id, "existing": True})
                await deps.committer.commit(Unit(mark=met))
            return Created(known, existing=True)
        try:
            return await _made(deps, command, details, turn)
        except (AlreadyExists, VersionConflict):
            # Somebody creates the same person at this moment.
            collisions += 1
            if collisions == _MOST_COLLISIONS:
                raise


async def _made(deps: Deps, command: CreateCustomer, details: Details, turn: Sequence[Write]) -> Created:
    within = scope(command.caller, "customers.read")
    await refuse_taken(deps, details.external_id, within)
    chosen = None
    if command.manager_id is not None:
        chosen = await choose_manager(deps.staff, deps.clock, command.manager_id)
    now = deps.clock.now()
    notes = _first_notes(command, now)
    made = Card.made(command.id, details, command.channel, chosen, command.caller.id, now)
    card = replace(made, last_note=Preview.of(notes[-1])) if notes else made
    unit = Unit(
        writes=[*turn, deps.cards.insert(card), *chain.from_iterable(map(deps.notes.insert, notes))],
        events=[_told(card, command.caller, chosen), *map(note_added, notes)],
        mark=command.mark,
    )
    await commit_claiming(deps, unit, within)
    return Created(card)


async def _known(deps: Deps, details: Details) -> Card | None:
    """Whoever has that e-mail or phone (C6)."""
    wanted = identities(details)
    return next(
        (card for card in await deps.cards.alike(details) if wanted & {*identities(card.details), *card.known_by}), None
    )


def _first_notes(command: CreateCustomer, now: datetime) -> list[Note]:
    by = command.caller.id
    return [Note.written(new_id(), command.id, note.text, note.priority, by, now) for note in command.notes]


def _told(card: Card, caller: Principal, chosen: Chosen | None) -> CustomerCreated:
    return CustomerCreated(
        customer=customer(card), personal=personal(card), act=act("created", staff(caller), card, chosen)
    )
