"""A human saves a card (C7-C9)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from chassis.access import Principal, Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.customers import CustomerUpdated
from customers.domain.card import Card, Chosen
from customers.ports import Deps
from customers.usecases.announce import act, customer, personal, staff
from customers.usecases.check_details import check_details
from customers.usecases.choose_manager import choose_manager
from customers.usecases.claim_external_id import commit_claiming
from customers.usecases.read_card import writable_card

_MOST_COLLISIONS = 5


@dataclass(frozen=True, slots=True)
class ChangeCustomer:
    """The fields of Details that were sent, and the choice if the manager field was among them. `version` is the
    card that the human saw."""

    id: str
    version: int
    changes: Mapping[str, Any]
    chosen: Chosen | None
    caller: Principal
    scope: Scope


async def change_customer(deps: Deps, command: ChangeCustomer) -> Card:
    """Stores the card as saved and tells the others; nothing happens if nothing was changed (C9). Raises NotFound,
    Merged, Forgotten, VersionConflict, ExternalIdTaken, Invalid (C2, wrong fields)."""
    collisions = 0
    while True:
        card = await writable_card(deps, command.id, command.scope)
        if card.version != command.version:
            raise VersionConflict(version=card.version)
        chosen = command.chosen
        if chosen is not None and chosen.manager_id is not None:
            chosen = await choose_manager(deps.staff, deps.clock, chosen.manager_id)
        details = check_details(replace(card.details, **command.changes), deps.region, card.details)
        saved = card.saved(details, chosen, deps.clock.now())
        if saved is card:
            return card
        event = CustomerUpdated(
            customer=customer(saved),
            personal=personal(saved),
            act=act("saved", staff(command.caller), saved, chosen),
        )
        try:
            unit = Unit([deps.cards.replace(saved, card)], [event])
            await commit_claiming(deps, unit, command.scope)
        except VersionConflict:
            # News of the card's link may have been remembered meanwhile, which nobody could see.
            collisions += 1
            if collisions == _MOST_COLLISIONS:
                raise
        else:
            return saved
