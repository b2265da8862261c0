"""How evenly orders were distributed in a period, pool by pool (N7)."""

import asyncio

from assignment.domain.eligible_time import Span
from assignment.domain.fairness import PoolFairness
from assignment.domain.fairness_then import Regime, pools_fairness
from assignment.domain.portfolios import Period
from assignment.ports import Deps
from chassis.access import Reach, Scope
from chassis.errors import Forbidden

_AT_ONCE = 100


async def measure_fairness(deps: Deps, period: Period, scope: Scope) -> list[PoolFairness]:
    """By the pools, and the people with their roles, as they were at each instant. Own reaches the caller's own share.
    Raises Forbidden.
    """
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    found = await asyncio.to_thread(
        pools_fairness,
        await regimes_of(deps, period),
        await deps.companies.states(period.end),
        await deps.absences.ending_after(period.start),
        await deps.ledger.gifts(period),
        Span(period.start, period.end),
    )
    if scope.reach is Reach.OWN:
        return [pool for each in found if (pool := each.only(str(scope.owner_id))).shares]
    return found


async def regimes_of(deps: Deps, period: Period) -> list[Regime]:
    """The settings that held in the period, each with when it did; the oldest first. The first ones as delivered held
    since ever."""
    found: list[Regime] = []
    end, before = period.end, None
    while versions := await deps.distribution.versions(before, _AT_ONCE):
        for each in versions:
            start = each.at if each.settings.version > 1 else period.start
            if start < end:
                found.append(Regime(each.settings, Span(max(start, period.start), end)))
            end, before = min(start, end), each.settings.version
            if start <= period.start:
                return found[::-1]
    return found[::-1]
