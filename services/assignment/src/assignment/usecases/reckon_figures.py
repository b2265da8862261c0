"""Same-manager repeat rate and time to first handling, for a period (RC-1, RC-4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from assignment.domain.figures import Figures, Reckoning
from assignment.domain.portfolios import Period
from assignment.ports import Deps
from chassis.access import Reach, Scope
from chassis.errors import Forbidden

_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Reckoned:
    """By manager; `total` only for who sees everybody."""

    managers: Mapping[str, Figures]
    total: Figures | None


async def reckon_figures(deps: Deps, period: Period, scope: Scope) -> Reckoned:
    """Of the orders placed in the period. Own reaches the caller's own figures. Raises Forbidden."""
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    reckoning = Reckoning()
    after = None
    while True:
        orders = await deps.orders.placed(period, after, _AT_ONCE)
        strangers = reckoning.strangers(orders)
        before = await deps.orders.last_managers(strangers, period.start) if strangers else {}
        reckoning.add(orders, before)
        if len(orders) < _AT_ONCE:
            break
        after = orders[-1].placed_at, orders[-1].id
    managers = reckoning.by_manager()
    if scope.reach is Reach.OWN:
        owner = str(scope.owner_id)
        return Reckoned({owner: managers.get(owner, Figures())}, None)
    return Reckoned(managers, reckoning.total)
