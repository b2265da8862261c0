"""How evenly orders are distributed, over HTTP (N7)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends

from assignment.api.periods import period_asked
from assignment.domain.fairness import PoolFairness, Share
from assignment.domain.portfolios import Period
from assignment.ports import Deps
from assignment.usecases.measure_fairness import measure_fairness
from chassis.access import scope
from chassis.errors import Invalid
from chassis.http import Caller, View

_LONGEST = timedelta(days=366)


class ShareView(View):
    """`given` orders in `eligible_hours` in which he could have been given one. `share` of the pool's gifts, and `due`:
    what his hours (and weight, if turns are weighted) would make it; both null for who sees only his own.
    `longest_wait_hours`: the longest eligible time without a gift."""

    staff_id: str
    name: str | None
    given: int
    eligible_hours: float
    per_hour: float | None
    share: float | None
    due: float | None
    longest_wait_hours: float


class PoolFairnessView(View):
    """`gap`: the most by the least that anybody of the pool got for an eligible hour; 1 is even. Null if somebody
    eligible got nothing, or there are no two."""

    pool: str
    given: int
    gap: float | None
    people: list[ShareView]


class FairnessView(View):
    """Pool by pool."""

    since: datetime
    until: datetime
    items: list[PoolFairnessView]
    next: None = None


def fairness_router(deps: Deps) -> APIRouter:
    """The route of /v1/fairness."""
    router = APIRouter(prefix="/v1/fairness", tags=["portfolios"])

    @router.get("", operation_id="measureFairness")
    async def measure(
        caller: Caller, period: Annotated[Period, Depends(period_asked(deps.clock, "since", "until"))]
    ) -> FairnessView:
        """What distribution gave each one for the hours in which he could have been given something."""
        if period.end - period.start > _LONGEST:
            raise Invalid.field("query:since", f"must lie at most {_LONGEST.days} days before `until`")
        pools = await measure_fairness(deps, period, scope(caller, "portfolios.read"))
        names = (await deps.companies.current()).names
        return FairnessView(since=period.start, until=period.end, items=[_pool(pool, names) for pool in pools])

    return router


def _pool(pool: PoolFairness, names: Mapping[str, str]) -> PoolFairnessView:
    people = [_share(share, names) for share in pool.shares]
    return PoolFairnessView(pool=pool.pool, given=pool.given, gap=_rounded(pool.gap), people=people)


def _share(share: Share, names: Mapping[str, str]) -> ShareView:
    return ShareView(
        staff_id=share.staff_id,
        name=names.get(share.staff_id),
        given=share.given,
        eligible_hours=round(share.hours, 6),
        per_hour=_rounded(share.per_hour),
        share=_rounded(share.share),
        due=_rounded(share.due),
        longest_wait_hours=round(share.wait, 6),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
