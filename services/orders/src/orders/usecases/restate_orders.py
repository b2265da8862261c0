"""Every order is told anew, for whoever follows orders (N5)."""

from collections.abc import Sequence

from chassis.access import Scope
from contracts.base import Event
from contracts.orders import OrderRestated
from contracts.replay import Replay
from orders.ports import Uses
from orders.usecases.announcing import contact_told, order_retold


async def restate_orders(uses: Uses, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many behind that id, each with the event that tells it."""
    orders = await uses.orders.walk(Scope.everything(), after, limit)
    return [
        (each.id, OrderRestated(order=order_retold(each), contact=contact_told(each.contact), replay=replay))
        for each in orders
    ]
