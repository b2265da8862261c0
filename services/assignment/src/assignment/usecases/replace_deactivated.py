"""Orders that somebody was given in the moment in which he was deactivated are decided again (M1, races)."""

from dataclasses import replace

from assignment.domain.facts import LinkFact, OrderFacts
from assignment.domain.records import OrderRecord
from assignment.ports import Deps
from assignment.usecases.settle_order import Case, settle_order
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
    wrong = await deps.ledger.get(order.decision_id or "", _EVERYTHING)
    if wrong is None or not isinstance(wrong.facts, OrderFacts):
        # Given with a card: the card is stale now, and the next act about the order decides it (O10, O13).
        return
    link = await deps.links.get(order.customer_id, _EVERYTHING) if order.customer_id is not None else None
    facts = replace(
        wrong.facts,
        order=replace(wrong.facts.order, manager=order.manager_id, version=order.order_version),
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        now=deps.clock.now(),
    )
    case = Case(
        facts=facts,
        order=order,
        before=order,
        link=link,
        card_version=facts.customer.version if facts.customer is not None else 0,
        shown=order.manager_id,
        chosen=False,
        cause=cause,
        mark=Mark(f"again:{cause}:{order.id}"),
        corrects=wrong.id,
    )
    await settle_order(deps, await deps.companies.current(), case)
