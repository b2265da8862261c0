"""Every card is told anew, for whoever follows customers (N5)."""

from collections.abc import Sequence

from chassis.access import Scope
from contracts.base import Event
from contracts.customers import CustomerRestated
from contracts.replay import Replay
from customers.domain.card import Card
from customers.ports import Deps
from customers.usecases.announce import customer, personal
from customers.usecases.walk_cards import walk_cards


async def restate_customers(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many behind that id, each with the event that tells it."""
    cards = await walk_cards(deps, Scope.everything(), after, limit)
    return [(card.id, _restated(card, survivor_id, replay)) for card, survivor_id in cards]


def _restated(card: Card, survivor_id: str | None, replay: Replay) -> CustomerRestated:
    # Being merged was the last thing that happened to a card that another stands for.
    return CustomerRestated(
        customer=customer(card, survivor_id),
        personal=personal(card),
        choice_version=card.choice_version if survivor_id is None else card.version,
        replay=replay,
    )
