"""A customer's card was merged into another, or came back: his visits go along. What to do is read from the replica, so
that events may come in any order and more than once."""

from contracts.customers import CustomerMerged, CustomerUnmerged
from fieldops.ports import Deps
from fieldops.usecases.follow_customer import follow_customer


async def follow_merge(deps: Deps, event: CustomerMerged) -> None:
    """Visits to a customer go to the card that stands for his, and on to the one that stands for that."""
    await follow_customer(deps, event)
    card = await deps.customers.card(event.customer.id)
    while card is not None and card.merged_into is not None:
        await deps.visits.move_along(card.id, card.merged_into)
        card = await deps.customers.card(card.merged_into)


async def follow_unmerge(deps: Deps, event: CustomerUnmerged) -> None:
    """Visits that came with the card go back with it."""
    await follow_customer(deps, event)
    card = await deps.customers.card(event.customer.id)
    if card is not None and card.merged_into is None:
        await deps.visits.give_back(event.survivor_id, card.id)
