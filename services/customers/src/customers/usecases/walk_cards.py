"""Every card there is, also those that another stands for: how audits and replays go through them (N3, N5)."""

from collections.abc import Sequence

from chassis.access import Scope
from customers.domain.card import Card
from customers.ports import Deps


async def walk_cards(deps: Deps, scope: Scope, after: str, limit: int) -> Sequence[tuple[Card, str | None]]:
    """In order of id, behind `after`: each with the id of the card that stands for it, if one does."""
    cards = await deps.cards.walk(scope, after, limit)
    merges = await deps.merges.walk(scope, after, limit)
    found = [
        *((card, None) for card in cards),
        *((merge.duplicate, merge.survivor_id) for merge in merges),
    ]
    return sorted(found, key=lambda each: each[0].id)[:limit]
