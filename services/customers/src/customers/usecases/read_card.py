"""A card within the caller's scope."""

from chassis.access import Scope
from chassis.errors import Conflict, Gone, NotFound
from customers.domain.card import Card
from customers.ports import Deps


class Merged(Gone):
    """Another card stands for it; `merged_into` is the id of that card."""

    type = "customer-merged"
    title = "This customer was merged into another"


class Forgotten(Conflict):
    """Nothing may be written on the card of a person who was forgotten."""

    type = "customer-erased"
    title = "The data of this customer was erased"


async def read_card(deps: Deps, customer_id: str, scope: Scope) -> Card:
    """The card. Raises NotFound, and Merged if another card, within the scope, stands for it."""
    card = await deps.cards.get(customer_id, scope)
    if card is not None:
        return card
    survivor_id = await surviving(deps, customer_id)
    if survivor_id is None or await deps.cards.get(survivor_id, scope) is None:
        raise NotFound
    raise Merged(merged_into=survivor_id)


async def writable_card(deps: Deps, customer_id: str, scope: Scope) -> Card:
    """The same, of a person who was not forgotten; else Forgotten."""
    card = await read_card(deps, customer_id, scope)
    if card.erased_at is not None:
        raise Forgotten
    return card


async def surviving(deps: Deps, customer_id: str) -> str | None:
    """The card that stands for one that was merged, perhaps more than once; None if it was not."""
    survivor_id = None
    merge = await deps.merges.of_duplicate(customer_id)
    while merge is not None:
        survivor_id = merge.survivor_id
        merge = await deps.merges.of_duplicate(survivor_id)
    return survivor_id
