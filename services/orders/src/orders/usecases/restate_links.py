"""Every order link is told anew, for whoever follows them (N5)."""

from collections.abc import Sequence

from chassis.access import Scope
from contracts.base import Event
from contracts.orders import OrderLinkRestated
from contracts.replay import Replay
from orders.domain.order_link import state_of
from orders.ports import Uses


async def restate_links(uses: Uses, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many behind that id, each with the event that tells it; never its token."""
    now = uses.clock.now()
    return [
        (
            each.id,
            OrderLinkRestated(
                link_id=each.id,
                version=each.version,
                customer_id=each.customer_id,
                state=state_of(each, now),
                expires_at=each.expires_at,
                generation=each.generation,
                replay=replay,
            ),
        )
        for each in await uses.links.walk(Scope.everything(), after, limit)
    ]
