"""Whose every customer and every order is is told anew, for the services whose cards and orders show it (N5)."""

from collections.abc import Sequence

from assignment.ports import Deps
from assignment.usecases.announce import decided
from chassis.access import Scope
from contracts.assignment import DecisionRestated, LinkRestated
from contracts.base import Event
from contracts.replay import Replay

_EVERYTHING = Scope.everything()


async def restate_links(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many customers behind that id, each with the event that tells his link."""
    # The cards first: a link that is read later knows at least of what was chosen on them.
    cards = await deps.customers.walk(_EVERYTHING, after, limit)
    links = {link.customer_id: link for link in await deps.links.several(card.id for card in cards)}
    told = []
    for card in cards:
        link = links.get(card.id)
        event = LinkRestated(
            customer_id=card.id,
            version=link.version if link is not None else 0,
            card_version=card.version,
            manager_id=link.manager_id if link is not None else None,
            replay=replay,
        )
        told.append((card.id, event))
    return told


async def restate_decisions(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many orders behind that id, each with the event that tells whose it is, and why."""
    orders = await deps.orders.walk(_EVERYTHING, after, limit)
    named = [order.decision_id for order in orders if order.decision_id is not None]
    entries = {entry.id: entry for entry in await deps.ledger.several(named, _EVERYTHING)}
    told = []
    for order in orders:
        entry = entries.get(order.decision_id or "")
        event = DecisionRestated(
            order_id=order.id,
            number=order.decisions,
            order_version=order.order_version,
            manager_id=order.manager_id,
            decided=decided(entry) if entry is not None else None,
            replay=replay,
        )
        told.append((order.id, event))
    return told
