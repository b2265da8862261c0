"""Orders that somebody was given in the moment in which he was deactivated are decided again (M1, races)."""

from assignment.domain.records import OrderRecord
from assignment.ports import Deps
from assignment.usecases.recall_case import recall_case
from assignment.usecases.settle_order import settle_order
from chassis.access import Scope
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark

_EVERYTHING = Scope.everything()
_TRIES = 20


async def replace_deactivated(deps: Deps, staff_id: str, cause: str) -> int:
    """How many orders were decided again; each new decision names the one that it corrects."""
    staff = await deps.staff.get(staff_id, _EVERYTHING)
    if staff is None or staff.inactive_since is None:
        return 0
    orders = await deps.orders.given_since(staff_id, staff.inactive_since)
    for order in orders:
        await _again(deps, order, cause)
    return len(orders)


async def _again(deps: Deps, order: OrderRecord, cause: str) -> None:
    for _ in range(_TRIES):
        now = await deps.orders.get(order.id)
        if now is None or now.decision_id != order.decision_id or not now.open:
            return
        try:
            await _settle(deps, now, cause)
        except AlreadyDone:
            return
        except VersionConflict:
            continue
        return
    raise VersionConflict


async def _settle(deps: Deps, order: OrderRecord, cause: str) -> None:
    case = await recall_case(deps, order, cause, Mark(f"again:{cause}:{order.id}"))
    # Given with a card: the card is stale now, and the next act about the order decides it (O10, O13).
    if case is not None:
        await settle_order(deps, await deps.companies.current(), case)
