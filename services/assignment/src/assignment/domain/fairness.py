"""How evenly distribution gives: each one's share for the hours in which he could have been given something (N7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from assignment.domain.eligible_time import Span, time_in

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Gift:
    """An order that distribution gave somebody out of a pool."""

    at: datetime
    pool: str
    staff_id: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of a pool: when he could have been given an order; `weight` 1 unless turns are weighted."""

    staff_id: str
    spans: tuple[Span, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody got. `wait`: the longest eligible time without a gift, from the start, between two, or to the end.

    `share` is of the pool's gifts, `due` what his eligible hours and weight would make it; None if nothing was given
    or nobody was eligible, or for who may not see the others.
    """

    staff_id: str
    given: int
    hours: float
    wait: float
    share: float | None
    due: float | None

    @property
    def per_hour(self) -> float | None:
        """Gifts for an eligible hour."""
        return self.given / self.hours if self.hours else None


@dataclass(frozen=True, slots=True)
class PoolFairness:
    """A pool in a period. `gap`: the most by the least that anybody got for an eligible hour (and turn of his weight);
    1 is even; None if somebody eligible got nothing, or there are no two."""

    pool: str
    given: int
    gap: float | None
    shares: tuple[Share, ...]

    def only(self, staff_id: str) -> "PoolFairness":
        """What may be told to one who sees nobody else's."""
        own = tuple(replace(each, share=None, due=None) for each in self.shares if each.staff_id == staff_id)
        return PoolFairness(self.pool, sum(each.given for each in own), None, own)


def pool_fairness(pool: str, gifts: Sequence[Gift], candidates: Sequence[Candidate], within: Span) -> PoolFairness:
    """`gifts` are the pool's in order of time; `candidates` everybody who was in it or got something."""
    times: dict[str, list[datetime]] = {candidate.staff_id: [] for candidate in candidates}
    for gift in gifts:
        times[gift.staff_id].append(gift.at)
    hours = {each.staff_id: _hours(each.spans, within.start, within.end) for each in candidates}
    claims = {each.staff_id: hours[each.staff_id] * each.weight for each in candidates}
    claimed = sum(claims.values())
    shares = tuple(
        Share(
            staff_id=each.staff_id,
            given=len(times[each.staff_id]),
            hours=hours[each.staff_id],
            wait=_longest_wait(each.spans, times[each.staff_id], within),
            share=len(times[each.staff_id]) / len(gifts) if gifts else None,
            due=claims[each.staff_id] / claimed if claimed else None,
        )
        for each in candidates
    )
    rates = [share.given / claims[share.staff_id] for share in shares if claims[share.staff_id]]
    even = len(rates) > 1 and min(rates) > 0
    return PoolFairness(pool, len(gifts), max(rates) / min(rates) if even else None, shares)


def _longest_wait(spans: Sequence[Span], gifts: Sequence[datetime], within: Span) -> float:
    return max(_hours(spans, start, end) for start, end in pairwise([within.start, *gifts, within.end]))


def _hours(spans: Sequence[Span], start: datetime, end: datetime) -> float:
    return time_in(spans, start, end) / _HOUR
