"""How evenly orders were distributed in a period, pool by pool (N7)."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import groupby

from assignment.domain.distribution import pool_members
from assignment.domain.eligible_time import Span, State, eligible_spans
from assignment.domain.facts import Absence
from assignment.domain.fairness import Candidate, Gift, PoolFairness, pool_fairness
from assignment.domain.portfolios import Period
from assignment.domain.settings import EVERYBODY, Strategy
from assignment.ports import Company, Deps
from chassis.access import Reach, Scope
from chassis.errors import Forbidden


async def measure_fairness(deps: Deps, period: Period, scope: Scope) -> list[PoolFairness]:
    """By the pools of today's settings and those that gave something then; people as they were at each instant, their
    roles as their groups have them today. Own reaches the caller's own share. Raises Forbidden.
    """
    if scope.reach is Reach.NONE:
        raise Forbidden("the permission portfolios.read is needed")
    company = await deps.companies.current()
    found = await asyncio.to_thread(
        _measured,
        company,
        await deps.companies.states(period.end),
        await deps.absences.ending_after(period.start),
        await deps.ledger.gifts(period),
        Span(period.start, period.end),
    )
    if scope.reach is Reach.OWN:
        return [pool for each in found if (pool := each.only(str(scope.owner_id))).shares]
    return found


def _measured(
    company: Company,
    states: Sequence[tuple[str, State]],
    absences: Mapping[str, tuple[Absence, ...]],
    gifts: Sequence[Gift],
    within: Span,
) -> list[PoolFairness]:
    settings = company.settings
    spans = {
        staff_id: eligible_spans(
            [state for _, state in mine],
            absences.get(staff_id, ()),
            within,
            respect_availability=settings.respect_availability,
        )
        for staff_id, mine in groupby(states, key=lambda each: each[0])
    }
    pools = {pool.name: pool for pool in settings.pools or (EVERYBODY,)}
    by_pool: dict[str, list[Gift]] = {name: [] for name in pools}
    for gift in gifts:
        by_pool.setdefault(gift.pool, []).append(gift)
    found = []
    for name, given in by_pool.items():
        pool = pools.get(name)
        members = pool_members(pool, company.roster) if pool is not None else ()
        ids = sorted({*(person.id for person in members), *(gift.staff_id for gift in given)})
        weighted = pool is not None and (pool.strategy or settings.strategy) is Strategy.WEIGHTED
        candidates = []
        for staff_id in ids:
            person = company.roster.get(staff_id)
            weight = person.weight if weighted and person is not None else 1
            candidates.append(Candidate(staff_id, spans.get(staff_id, ()), weight))
        found.append(pool_fairness(name, given, candidates, within))
    return found
