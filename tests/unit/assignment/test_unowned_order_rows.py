"""One test a row of the order table, each variant and each reason: neither order nor customer has an active manager."""

from dataclasses import replace

import pytest
from tests.unit.assignment.company import (
    BOSS,
    CAREFUL,
    CLERK,
    M1,
    M2,
    M3,
    OFF,
    WHEEL,
    away,
    decide,
    facts,
    gone,
    told,
)

from assignment.domain.facts import Act
from assignment.domain.rows import Reason, Row
from assignment.domain.settings import Pool, StalePrefers

DISTRIBUTION_FIRST = replace(WHEEL, stale_prefers=StalePrefers.DISTRIBUTION)


@pytest.mark.req("O10")
@pytest.mark.parametrize("act", list(Act))
def test_an_acting_manager_replaces_a_stale_one_and_supervisors_are_told(act: Act) -> None:
    decision = decide(facts(act=act, cm="M1", actor="M2"), gone(M1), M2, M3, BOSS)
    assert (decision.row, decision.reason) == (Row.O10, Reason.ACTOR_REPLACED_STALE)
    assert (decision.order_manager, decision.card_manager) == ("M2", "M2")
    assert told(decision) == {"boss": "supervisor"}
    assert decision.passed_over == {"INACTIVE": ("M1",)}
    assert decision.draw is None


@pytest.mark.req("O10", "O13")
def test_the_settings_may_prefer_distribution_to_the_acting_manager() -> None:
    decision = decide(facts(cm="M1", actor="M3"), gone(M1), M2, M3, settings=DISTRIBUTION_FIRST)
    assert (decision.row, decision.order_manager) == (Row.O13, "M2")


@pytest.mark.req("O10", "N1")
def test_the_acting_manager_whom_distribution_passed_over_and_who_gets_it_all_the_same_was_not_passed_over() -> None:
    full, other = replace(M3, daily_quota=0), replace(M2, daily_quota=0)
    decision = decide(facts(cm="M1", actor="M3"), gone(M1), other, full, settings=DISTRIBUTION_FIRST)
    assert (decision.row, decision.order_manager) == (Row.O10, "M3")
    assert decision.passed_over == {"INACTIVE": ("M1",), "QUOTA_USED": ("M2",)}


@pytest.mark.req("O10", "N1")
def test_a_reason_for_which_only_the_acting_manager_was_passed_over_is_not_listed() -> None:
    full = replace(M3, daily_quota=0)
    decision = decide(facts(cm="M1", actor="M3"), gone(M1), full, settings=DISTRIBUTION_FIRST)
    assert (decision.row, decision.passed_over) == (Row.O10, {"INACTIVE": ("M1",)})


@pytest.mark.req("O1", "O10", "N1")
def test_who_is_passed_over_as_chosen_and_as_the_customers_manager_is_listed_once() -> None:
    decision = decide(facts(explicit="M1", cm="M1", actor="M2"), gone(M1), M2)
    assert (decision.row, decision.passed_over) == (Row.O10, {"INACTIVE": ("M1",)})


@pytest.mark.req("O10")
def test_the_acting_manager_takes_over_when_preferred_distribution_has_nobody() -> None:
    settings = replace(OFF, stale_prefers=StalePrefers.DISTRIBUTION)
    decision = decide(facts(cm="M1", actor="M3"), gone(M1), M2, M3, settings=settings)
    assert (decision.row, decision.order_manager, decision.card_manager) == (Row.O10, "M3", "M3")


@pytest.mark.req("O11", "RC-12", "RC-5")
def test_a_manager_who_creates_an_order_becomes_the_customers_manager() -> None:
    decision = decide(facts(actor="M2"), M1, M2)
    assert (decision.row, decision.reason) == (Row.O11, Reason.CREATOR)
    assert (decision.order_manager, decision.card_manager, told(decision)) == ("M2", "M2", {})


@pytest.mark.req("O12", "RC-15", "RC-16")
def test_a_manager_who_saves_an_unassigned_order_gets_order_and_card() -> None:
    decision = decide(facts(act=Act.SAVED, actor="M2"), M1, M2)
    assert (decision.row, decision.reason) == (Row.O12, Reason.EDITOR)
    assert (decision.order_manager, decision.card_manager, told(decision)) == ("M2", "M2", {})


@pytest.mark.req("O13", "RC-9", "RC-10", "RC-11")
@pytest.mark.parametrize("actor", [None, "clerk", "M1"])
def test_a_stale_manager_is_replaced_by_distribution(actor: str | None) -> None:
    decision = decide(facts(cm="M1", actor=actor), gone(M1), M2, M3, CLERK, BOSS)
    assert (decision.row, decision.reason) == (Row.O13, Reason.INACTIVE_REPLACED)
    assert (decision.order_manager, decision.card_manager) == ("M2", "M2")
    assert told(decision) == {"M2": "assignee"}
    assert decision.passed_over == {"INACTIVE": ("M1",), "PASSED_BY_WHEEL": ("M3",)}


@pytest.mark.req("O13", "N1")
def test_a_stale_manager_is_listed_beside_the_inactive_of_a_pool_that_is_not_his() -> None:
    settings = replace(WHEEL, pools=(Pool("others", members=("M2", "M3")),))
    decision = decide(facts(cm="M1"), gone(M1), gone(M2), M3, settings=settings)
    assert (decision.row, decision.order_manager) == (Row.O13, "M3")
    assert decision.passed_over == {"INACTIVE": ("M1", "M2")}


@pytest.mark.req("O14", "RC-9")
@pytest.mark.parametrize("act", list(Act))
def test_a_new_customers_order_is_distributed_and_fills_the_card(act: Act) -> None:
    decision = decide(facts(act=act, actor="clerk"), M1, M2, CLERK)
    assert (decision.row, decision.reason) == (Row.O14, Reason.DISTRIBUTED_NEW)
    assert (decision.order_manager, decision.card_manager) == ("M1", "M1")
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("O15")
def test_with_distribution_off_the_order_is_unassigned_and_the_stale_card_is_flagged() -> None:
    decision = decide(facts(cm="M1"), gone(M1), M2, BOSS, settings=OFF)
    assert (decision.row, decision.reason) == (Row.O15, Reason.UNASSIGNED_DISTRIBUTION_OFF)
    assert (decision.order_manager, decision.card_manager, decision.card_stale) == (None, "M1", True)
    assert told(decision) == {"boss": "supervisor"}


@pytest.mark.req("O15")
def test_with_nobody_eligible_the_order_is_unassigned_and_each_candidate_is_listed() -> None:
    decision = decide(facts(), gone(M1), away(M2), BOSS, settings=CAREFUL)
    assert (decision.row, decision.reason) == (Row.O15, Reason.UNASSIGNED_NO_CANDIDATE)
    assert decision.passed_over == {"INACTIVE": ("M1",), "ABSENT": ("M2",)}


@pytest.mark.req("O15")
def test_an_inactive_manager_of_an_unassigned_order_does_not_stay_on_it() -> None:
    decision = decide(facts(act=Act.SAVED, manager="M1", cm="M1"), gone(M1), settings=OFF)
    assert (decision.row, decision.order_manager, decision.order_changed) == (Row.O15, None, True)


@pytest.mark.req("O15")
def test_supervisors_are_told_once_an_order() -> None:
    case = facts(act=Act.SAVED, supervisors_told=True)
    decision = decide(case, M1, BOSS, settings=OFF)
    assert (decision.row, told(decision)) == (Row.O15, {})
