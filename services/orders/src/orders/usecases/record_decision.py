"""Assignment has decided whose an order is: the order shows it (RC-7)."""

from chassis.access import Scope
from chassis.errors import Transient, VersionConflict
from orders.domain.order import Decision, decide
from orders.ports import Uses


async def record_decision(uses: Uses, order_id: str, decision: Decision) -> bool:
    """Whether it was news; the same decision again, or an older one, changes nothing. Its number tells, so it needs no
    mark. VersionConflict if the order was changed meanwhile."""
    standing = await uses.orders.standing(order_id, Scope.everything())
    if standing is None:
        raise Transient(f"no order {order_id} yet")
    decided = decide(standing, decision, uses.clock.now())
    if decided is None:
        return False
    if not await uses.orders.decided(decided):
        raise VersionConflict
    return True
