"""Orders that wait are decided again as soon as they may come out otherwise, the oldest first (N14, O9, O15)."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assignment.domain.facts import Traits
from assignment.domain.records import DRAINED, OrderRecord
from assignment.domain.rows import Reason
from assignment.domain.waiting import limited, may_be_freed, open_pools
from assignment.ports import Company, Deps, WaitingQuery
from assignment.usecases.recall_case import acted_by, recall_case
from assignment.usecases.settle_order import Case, returning_looked_up, settle_order
from chassis.access import Scope
from chassis.errors import Unavailable, VersionConflict
from chassis.mishaps import described
from chassis.telemetry import log

DRAIN = "drain"
"""The work that one of several processes has."""

_EVERYTHING = Scope.everything()
_EVERY = 1.0
_AT_ONCE = 100
_LOOKED_AT = 200


@dataclass(slots=True)
class Patrol:
    """How far the queue was looked through, and by which settings: they may free anything, so it begins anew."""

    after: tuple[datetime, str] | None = None
    settings_version: int = 0


async def drain_queue(deps: Deps) -> None:
    """Until cancelled. Without a pause only as long as something moves."""
    patrol = Patrol()
    while True:
        moved = 0
        try:
            if await deps.leases.hold(DRAIN):
                moved = await drain_once(deps, patrol)
        except Unavailable as error:
            log("drain").warning("waiting_for_the_database", why=described(error))
        except Exception:
            # A defect here must not take down the decisions about orders that this process makes too.
            log("drain").exception("round_failed")
        if not moved:
            await asyncio.sleep(_EVERY)


async def drain_once(deps: Deps, patrol: Patrol) -> int:
    """One round over a bounded part of the queue: how many orders got somebody, or another reason to wait."""
    if not await deps.waiting.find(WaitingQuery(), _EVERYTHING, 1):
        return 0
    company = await deps.companies.current()
    due = [*await _freed(deps, company, patrol), *await _awaited(deps, company)]
    oldest_first = sorted({order.id: order for order in due}.values(), key=_age)[:_AT_ONCE]
    # Two orders of one customer in one round would stumble over the card that the first fills.
    first_of_each = {order.customer_id or order.id: order for order in reversed(oldest_first)}
    return await _decide(deps, company, sorted(first_of_each.values(), key=_age))


async def _freed(deps: Deps, company: Company, patrol: Patrol) -> list[OrderRecord]:
    if patrol.settings_version != company.settings.version:
        patrol.after, patrol.settings_version = None, company.settings.version
    seen = await deps.waiting.find(WaitingQuery(after=patrol.after), _EVERYTHING, _LOOKED_AT)
    patrol.after = _age(seen[-1]) if len(seen) == _LOOKED_AT else None
    customers = {order.customer_id for order in seen if order.customer_id is not None}
    managers = await deps.links.managers_of(customers)
    traits = await _traits(deps, customers) if company.settings.asks_of_cards else {}
    now = deps.clock.now()

    def is_due(order: OrderRecord) -> bool:
        customer = order.customer_id or ""
        known = managers.get(customer), traits.get(customer)
        return may_be_freed(order, *known, company.roster, company.settings, now)

    return [order for order in seen if is_due(order)]


async def _traits(deps: Deps, customer_ids: Collection[str]) -> Mapping[str, Traits]:
    """Of a card that was merged into another the news of its orders tells."""
    cards = await deps.customers.several(sorted(customer_ids))
    return {card.id: card.fact().traits for card in cards if card.merged_into is None}


async def _awaited(deps: Deps, company: Company) -> list[OrderRecord]:
    now, people = deps.clock.now(), limited(company.roster)
    loads = await deps.orders.loads(people, now) if people else {}
    pools = open_pools(company.roster, company.settings, loads, now)
    return await deps.waiting.find(WaitingQuery(pools=pools), _EVERYTHING, _AT_ONCE) if pools else []


async def _decide(deps: Deps, company: Company, orders: Sequence[OrderRecord]) -> int:
    cause = f"{DRAINED}{deps.new_id()}"
    recalled = await asyncio.gather(*(recall_case(deps, order, cause) for order in orders), return_exceptions=True)
    cases = [replace(acted_by(case, None), unless_same=True) for case in recalled if isinstance(case, Case)]
    if company.settings.asks_returning:
        cases = await asyncio.gather(*(returning_looked_up(deps, case) for case in cases))
    # With the wheels at hand, the turns are taken in the order of age.
    await deps.wheels.at_hand()
    settled = await asyncio.gather(*(settle_order(deps, company, case) for case in cases), return_exceptions=True)
    for outcome in (*recalled, *settled):
        match outcome:
            case Unavailable():
                raise outcome
            case Exception() if not isinstance(outcome, VersionConflict):
                log("drain").error("not_decided", why=described(outcome))
    return sum(isinstance(outcome, Reason) for outcome in settled)


def _age(order: OrderRecord) -> tuple[datetime, str]:
    return (order.wait.since if order.wait is not None else order.placed_at), order.id
