"""Which customers have a manager who is inactive or away now, and what is at stake with them (N10)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from assignment.domain.stale import Stake, StaleCustomer, missing
from assignment.ports import Deps
from chassis.access import Scope

_TWELVE_MONTHS = timedelta(days=365)
_AT_ONCE = 2_000
_NOTHING = Stake()


async def survey_stale(deps: Deps, scope: Scope) -> list[StaleCustomer]:
    """In no order, and without what is at stake. Own reaches the caller's own customers. Looks only at customers of
    who is missing."""
    managers = missing((await deps.companies.current()).roster, deps.clock.now())
    found = await deps.links.linked_to(managers, scope)
    return [StaleCustomer(customer_id, managers[manager_id]) for customer_id, manager_id in found.items()]


async def with_stakes(deps: Deps, customers: Sequence[StaleCustomer]) -> list[StaleCustomer]:
    """The same customers. Asked in parts, so that half a company on holiday is no question that takes too long."""
    since = deps.clock.now() - _TWELVE_MONTHS
    found: list[StaleCustomer] = []
    for at in range(0, len(customers), _AT_ONCE):
        part = customers[at : at + _AT_ONCE]
        stakes = await deps.stakes.of([each.customer_id for each in part], since)
        found += [replace(each, stake=stakes.get(each.customer_id, _NOTHING)) for each in part]
    return found
