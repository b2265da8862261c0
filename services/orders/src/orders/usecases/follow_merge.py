"""A customer's card was merged into another, or came back: his orders go along.

What to do is read from the replica of the cards, not from the event, so that events may come in any order and more than
once. Each order is a unit of its own: a crash in between leaves some where they were, and the event comes again.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.base import Actor
from contracts.orders import OrderUpdated
from orders.domain.customers_change import given_back, moved_along
from orders.domain.order import Order
from orders.ports import OrderQuery, Uses
from orders.usecases.announcing import SYSTEM, act_of, order_event

Change = Callable[[Order, datetime], Order]

_AT_ONCE = 200
_EVERYTHING = Scope.everything()


async def follow_merge(uses: Uses, customer_id: str) -> None:
    """Gives the orders of a merged card to the one that stands for it, and on to the one that stands for that."""
    card = await uses.customers.card(customer_id)
    while card is not None and (into := card.merged_into) is not None:
        await change_each(uses, OrderQuery(customer_id=card.id), partial(moved_along, customer_id=into), "merged")
        card = await uses.customers.card(into)


async def follow_unmerge(uses: Uses, customer_id: str, survivor_id: str) -> None:
    """Gives back the orders that came with a card which stands for itself again; later ones stay."""
    card = await uses.customers.card(customer_id)
    if card is None or card.merged_into is not None:
        return
    query = OrderQuery(customer_id=survivor_id, came_with=customer_id)
    await change_each(uses, query, partial(given_back, customer=card), "unmerged")


async def change_each(uses: Uses, query: OrderQuery, change: Change, verb: str) -> None:
    """Changes all orders of a query, the newest first; what `change` leaves as it is stays."""
    after: tuple[datetime, str] | None = None
    while batch := await uses.orders.page(_EVERYTHING, query, after, _AT_ONCE):
        await asyncio.gather(*(change_order(uses, order, change, verb) for order in batch))
        after = (batch[-1].created_at, batch[-1].id)


async def change_order(uses: Uses, order: Order, change: Change, verb: str, by: Actor = SYSTEM) -> None:
    """Changes one, also if others do so at the same moment, as long as it is of the same customer."""
    now = uses.clock.now()
    changed = change(order, now)
    if changed is order:
        return
    event = order_event(OrderUpdated, changed, act_of(verb, by, now))
    try:
        await uses.commits.commit(Unit([uses.orders.replacement(changed)], [event]))
    except VersionConflict:
        current = await uses.orders.find(order.id, _EVERYTHING)
        if current is not None and current.customer_id == order.customer_id:
            await change_order(uses, current, change, verb, by)
