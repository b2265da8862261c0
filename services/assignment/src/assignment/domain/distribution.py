"""pick(): the distribution settings' choice, or none with the reason each candidate was passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assignment.domain.availability import why_unavailable
from assignment.domain.facts import Load, OrderFacts, Roster, StaffFact
from assignment.domain.rows import PassedOver
from assignment.domain.settings import EVERYBODY, Pool, Settings, Strategy
from assignment.domain.wheel import Wheel, next_after, turn, turn_weighted

_UNTURNED = Wheel()
_IDLE = Load()


class DrawOutcome(StrEnum):
    """How asking the settings ended."""

    CHOSEN = "chosen"
    OFF = "off"
    TOO_OLD = "too_old"
    NO_POOL = "no_pool"
    EMPTY_POOL = "empty_pool"
    NOBODY_ELIGIBLE = "nobody_eligible"


@dataclass(frozen=True, slots=True)
class Standing:
    """The wheels by pool name and what people carry by id; a missing wheel is fresh, a missing load none."""

    wheels: Mapping[str, Wheel] = field(default_factory=dict)
    loads: Mapping[str, Load] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draw:
    """How distribution was asked, with all that it read of the standing, so that it can be replayed.

    `before` and `after` are the pool's wheel, None if nobody was chosen. `loads` has only what was looked at.
    """

    outcome: DrawOutcome
    strategy: Strategy
    pool: str | None = None
    before: Wheel | None = None
    after: Wheel | None = None
    loads: Mapping[str, Load] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    chosen: StaffFact | None
    draw: Draw
    passed_over: Mapping[PassedOver, tuple[str, ...]] = field(default_factory=dict)


def pick(facts: OrderFacts, roster: Roster, settings: Settings, standing: Standing) -> Pick:
    """Ask the settings for a manager (RC-9, RC-11). An empty pool never means everybody."""
    if settings.strategy is Strategy.OFF:
        return Pick(None, Draw(DrawOutcome.OFF, Strategy.OFF))
    if settings.max_age is not None and facts.now - facts.order.placed_at > settings.max_age:
        return Pick(None, Draw(DrawOutcome.TOO_OLD, settings.strategy))
    pool = settings.pool_for(facts)
    if pool is None:
        return Pick(None, Draw(DrawOutcome.NO_POOL, settings.strategy))
    strategy = pool.strategy or settings.strategy
    if strategy is Strategy.OFF:
        return Pick(None, Draw(DrawOutcome.OFF, strategy, pool.name))
    members = pool_members(pool, roster)
    if not members:
        return Pick(None, Draw(DrawOutcome.EMPTY_POOL, strategy, pool.name))
    eligible, passed_over, loads = _sift(members, facts, settings, strategy, standing)
    if not eligible:
        return Pick(None, Draw(DrawOutcome.NOBODY_ELIGIBLE, strategy, pool.name, loads=loads), _sealed(passed_over))
    before = standing.wheels.get(pool.name, _UNTURNED)
    chosen, after = _choose(strategy, before, eligible, loads, passed_over)
    return Pick(chosen, Draw(DrawOutcome.CHOSEN, strategy, pool.name, before, after, loads), _sealed(passed_over))


def pool_members(pool: Pool, roster: Roster) -> tuple[StaffFact, ...]:
    """The candidates of a pool, eligible or not, in order of id."""
    return roster.managers if pool is EVERYBODY else roster.members(pool.groups, pool.members)


def why_passed_over(person: StaffFact, settings: Settings, standing: Standing, now: datetime) -> PassedOver | None:
    """Why this member of a pool can be given nothing now; None if he can."""
    if not person.active:
        return PassedOver.INACTIVE
    if not person.manager_role:
        return PassedOver.NOT_MANAGER
    away = why_unavailable(person, now) if settings.respect_availability else None
    if away is not None:
        return away
    # Only of who has a limit: what everybody carries is counted as soon as anybody's load is looked at.
    load = standing.loads.get(person.id, _IDLE) if is_limited(person) else _IDLE
    if person.capacity is not None and load.open_orders >= person.capacity:
        return PassedOver.AT_CAPACITY
    if person.daily_quota is not None and load.given_today >= person.daily_quota:
        return PassedOver.QUOTA_USED
    return None


def is_limited(person: StaffFact) -> bool:
    """Whether there is an end to what he can be given."""
    return person.capacity is not None or person.daily_quota is not None


_READS_LOAD = frozenset({None, PassedOver.AT_CAPACITY, PassedOver.QUOTA_USED})
_Sifted = tuple[list[StaffFact], dict[PassedOver, list[str]], dict[str, Load]]


def _sift(
    members: tuple[StaffFact, ...],
    facts: OrderFacts,
    settings: Settings,
    strategy: Strategy,
    standing: Standing,
) -> _Sifted:
    eligible: list[StaffFact] = []
    passed_over: dict[PassedOver, list[str]] = {}
    loads: dict[str, Load] = {}
    every_load = strategy is Strategy.LEAST_LOADED
    for person in members:
        why = why_passed_over(person, settings, standing, facts.now)
        if why in _READS_LOAD and (every_load or is_limited(person)):
            loads[person.id] = standing.loads.get(person.id, _IDLE)
        if why is None:
            eligible.append(person)
        else:
            passed_over.setdefault(why, []).append(person.id)
    return eligible, passed_over, loads


def _choose(
    strategy: Strategy,
    wheel: Wheel,
    eligible: list[StaffFact],
    loads: dict[str, Load],
    passed_over: dict[PassedOver, list[str]],
) -> tuple[StaffFact, Wheel]:
    if strategy is Strategy.WEIGHTED:
        chosen, after = turn_weighted(wheel, eligible)
    else:
        if strategy is Strategy.LEAST_LOADED:
            shares = [loads[person.id].open_orders / person.weight for person in eligible]
            least = min(shares)
            busier = [person.id for person, share in zip(eligible, shares, strict=True) if share > least]
            if busier:
                passed_over[PassedOver.MORE_LOADED] = busier
                eligible = [person for person, share in zip(eligible, shares, strict=True) if share == least]
        chosen = next_after(wheel.last, eligible)
        after = turn(wheel, chosen)
    if len(eligible) > 1:
        passed_over[PassedOver.PASSED_BY_WHEEL] = [person.id for person in eligible if person is not chosen]
    return chosen, after


def _sealed(passed_over: dict[PassedOver, list[str]]) -> dict[PassedOver, tuple[str, ...]]:
    return {why: tuple(ids) for why, ids in passed_over.items()}
