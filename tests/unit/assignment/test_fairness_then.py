"""Fairness of a period in which settings, groups and people changed (N7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assignment.domain.eligible_time import Span, states_of
from assignment.domain.facts import Absence
from assignment.domain.fairness import Gift, PoolFairness
from assignment.domain.fairness_then import Regime, pools_fairness
from assignment.domain.settings import Pool, Settings, Strategy
from assignment.domain.staff import Group, Staff

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
WITHIN = Span(START, START + 10 * HOUR)
SELLERS = Group("Sellers", 1, {"manager": True}, START - HOUR, START - HOUR)
ROUND = Settings(strategy=Strategy.ROUND_ROBIN)

pytestmark = pytest.mark.req("N7")


def member(name: str) -> Staff:
    return Staff(
        id=name,
        version=1,
        name="",
        email="",
        groups=("Sellers",),
        language="en",
        time_zone="UTC",
        working_hours=(),
        weight=1,
        capacity=None,
        daily_quota=None,
        inactive_since=None,
        created_at=START - HOUR,
        updated_at=START - HOUR,
    )


def regimes(*settings: Settings) -> list[Regime]:
    """Each held for an equal part of the period."""
    part = (WITHIN.end - WITHIN.start) / len(settings)
    return [
        Regime(each, Span(START + number * part, START + (number + 1) * part)) for number, each in enumerate(settings)
    ]


def hours(pool: PoolFairness) -> dict[str, float]:
    return {share.staff_id: share.hours for share in pool.shares}


def test_eligible_hours_are_those_in_the_pool_as_it_was_then() -> None:
    before = replace(ROUND, pools=(Pool("some", members=("anna", "boris")),))
    after = replace(ROUND, pools=(Pool("some", members=("anna",)),))
    states = states_of([SELLERS, member("anna"), member("boris")])
    gifts = [Gift(START + HOUR, "some", "boris"), Gift(START + 6 * HOUR, "some", "anna")]
    (pool,) = pools_fairness(regimes(before, after), states, {}, gifts, WITHIN)
    assert hours(pool) == {"anna": 10, "boris": 5}
    assert pool.gap == 2


def test_a_pool_that_is_no_more_and_one_that_came_later_stand_side_by_side() -> None:
    old = replace(ROUND, pools=(Pool("old", members=("anna",)),))
    new = replace(ROUND, pools=(Pool("new", groups=("Sellers",)),))
    found = pools_fairness(regimes(old, new), states_of([SELLERS, member("anna")]), {}, [], WITHIN)
    assert {pool.pool: hours(pool) for pool in found} == {"new": {"anna": 5}, "old": {"anna": 5}}


def test_roles_are_those_that_groups_gave_at_the_time() -> None:
    demoted = replace(SELLERS, version=2, permissions={"manager": False}, updated_at=START + 4 * HOUR)
    restored = replace(SELLERS, version=3, updated_at=START + 7 * HOUR)
    states = states_of([SELLERS, member("anna"), demoted, restored])
    (pool,) = pools_fairness(regimes(ROUND), states, {}, [], WITHIN)
    assert hours(pool) == {"anna": 7}


def test_while_distribution_is_off_nobody_waits_for_it() -> None:
    off = Settings(strategy=Strategy.OFF)
    (pool,) = pools_fairness(regimes(ROUND, off), states_of([SELLERS, member("anna")]), {}, [], WITHIN)
    assert hours(pool) == {"anna": 5}


def test_a_pool_that_is_switched_off_asks_nobody_while_the_others_go_on() -> None:
    pools = (Pool("off", members=("anna",), strategy=Strategy.OFF), Pool("on", members=("anna",)))
    found = pools_fairness(regimes(replace(ROUND, pools=pools)), states_of([SELLERS, member("anna")]), {}, [], WITHIN)
    assert {pool.pool: hours(pool) for pool in found} == {"off": {}, "on": {"anna": 10}}
    none = replace(ROUND, strategy=Strategy.OFF, pools=(replace(pools[1], strategy=Strategy.ROUND_ROBIN),))
    (off,) = pools_fairness(regimes(none), states_of([SELLERS, member("anna")]), {}, [], WITHIN)
    assert hours(off) == {}


@pytest.mark.parametrize(("strategy", "due"), [(Strategy.WEIGHTED, 0.75), (Strategy.ROUND_ROBIN, 0.5)])
def test_weights_count_where_turns_are_weighted_as_they_are_at_the_end(strategy: Strategy, due: float) -> None:
    pooled = replace(ROUND, pools=(Pool("some", groups=("Sellers",), strategy=strategy),))
    heavier = replace(member("anna"), version=2, weight=3, updated_at=START + HOUR)
    states = states_of([SELLERS, member("boris"), member("anna"), heavier])
    (pool,) = pools_fairness(regimes(pooled), states, {}, [], WITHIN)
    assert [(share.staff_id, share.due) for share in pool.shares] == [("anna", due), ("boris", 1 - due)]


def test_only_members_who_were_active_are_listed_one_group_is_enough_and_who_got_something_is_there_anyway() -> None:
    clerks = Group("Clerks", 1, {}, START - HOUR, START - HOUR)
    both = replace(member("carla"), groups=("Sellers", "Clerks"))
    clerk = replace(member("dario"), groups=("Clerks",))
    left = replace(member("elena"), inactive_since=START - HOUR)
    people: list[Staff | Group] = [SELLERS, clerks, both, clerk, left, member("anna")]
    gifts = [Gift(START + HOUR, "everybody", "zoe")]
    (everybody,) = pools_fairness(regimes(ROUND), states_of(people), {}, gifts, WITHIN)
    assert list(hours(everybody)) == ["anna", "carla", "zoe"]
    pooled = replace(ROUND, pools=(Pool("some", groups=("Sellers",)),))
    (some,) = pools_fairness(regimes(pooled), states_of(people), {}, [], WITHIN)
    assert list(hours(some)) == ["anna", "carla"]


def test_who_was_away_all_the_time_is_listed_and_who_had_left_the_pool_before_is_not() -> None:
    pooled = replace(ROUND, respect_availability=True, pools=(Pool("some", groups=("Sellers",)),))
    before = replace(SELLERS, created_at=START - 3 * HOUR, updated_at=START - 3 * HOUR)
    dora = replace(member("dora"), updated_at=START - 2 * HOUR)
    gone = replace(dora, version=2, groups=(), updated_at=START - HOUR)
    away = {"anna": (Absence(WITHIN.start, WITHIN.end),)}
    (pool,) = pools_fairness(regimes(pooled), states_of([before, dora, gone, member("anna")]), away, [], WITHIN)
    assert hours(pool) == {"anna": 0}


def test_somebody_moved_out_of_the_group_is_in_the_pool_until_then() -> None:
    pooled = replace(ROUND, pools=(Pool("some", groups=("Sellers",)),))
    moved = replace(member("anna"), version=2, groups=("Managers",), updated_at=START + 3 * HOUR)
    managers = replace(SELLERS, name="Managers")
    (pool,) = pools_fairness(regimes(pooled), states_of([SELLERS, managers, member("anna"), moved]), {}, [], WITHIN)
    assert hours(pool) == {"anna": 3}
