"""One test a row of the order table, each variant and each reason."""

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
    K,
    away,
    decide,
    facts,
    gone,
    off_duty,
    told,
)

from assignment.domain.facts import Act
from assignment.domain.rows import Reason, Row
from assignment.domain.settings import Pool, StalePrefers, Unavailable

DISTRIBUTION_FIRST = replace(WHEEL, stale_prefers=StalePrefers.DISTRIBUTION)
DISTRIBUTE = replace(CAREFUL, unavailable=Unavailable.DISTRIBUTE)
HOLD = replace(CAREFUL, unavailable=Unavailable.HOLD)


@pytest.mark.req("O0")
@pytest.mark.parametrize("explicit", [None, "M2"])
def test_a_closed_order_keeps_its_manager_and_leaves_the_card_alone(explicit: str | None) -> None:
    case = facts(act=Act.SAVED, terminal=True, manager="M1", explicit=explicit, cm=None, actor="M3")
    decision = decide(case, M1, M2, M3)
    assert (decision.row, decision.reason) == (Row.O0, Reason.TERMINAL_NO_CHANGE)
    assert (decision.order_manager, decision.card_manager) == ("M1", None)
    assert not decision.order_changed
    assert not decision.card_changed
    assert told(decision) == {}


@pytest.mark.req("O16")
@pytest.mark.parametrize(
    ("case", "gets", "mails"),
    [
        (facts(guest=True, explicit="M2", actor="M1"), "M2", {"M2": "assignee"}),
        (facts(guest=True, explicit="M1", actor="M1"), "M1", {}),
        (facts(guest=True, actor="M3"), "M3", {}),
        (facts(guest=True, actor="clerk"), "M1", {"M1": "assignee"}),
        (facts(guest=True), "M1", {"M1": "assignee"}),
        (facts(guest=True, act=Act.SAVED, manager="M2", actor="M3"), "M2", {}),
        (facts(guest=True, explicit="gone"), "M1", {"M1": "assignee"}),
    ],
    ids=["explicit", "explicit self", "acting manager", "clerk is none", "pick", "keeps his order", "explicit gone"],
)
def test_a_guests_order_goes_to_explicit_then_actor_then_distribution(case, gets, mails) -> None:  # type: ignore[no-untyped-def]
    decision = decide(case, M1, M2, M3, CLERK, gone(replace(M1, id="gone")))
    assert (decision.row, decision.reason) == (Row.O16, Reason.NO_CUSTOMER)
    assert decision.order_manager == gets
    assert (decision.card_manager, decision.card_changed) == (None, False)
    assert told(decision) == mails


@pytest.mark.req("O16")
def test_a_guests_order_that_nobody_can_get_stays_without_manager() -> None:
    decision = decide(facts(guest=True), M1, BOSS, settings=OFF)
    assert (decision.row, decision.order_manager, told(decision)) == (Row.O16, None, {})


@pytest.mark.req("O1", "RC-8")
@pytest.mark.parametrize("guest", [False, True])
def test_an_inactive_manager_named_at_the_door_refuses_the_save(guest: bool) -> None:
    decision = decide(facts(explicit="M1", actor="M2", at_door=True, guest=guest), gone(M1), M2)
    assert (decision.row, decision.reason, decision.refused) == (Row.O1, Reason.MANAGER_INACTIVE, True)
    assert not decision.order_changed
    assert told(decision) == {}


@pytest.mark.req("O1")
def test_an_inactive_manager_named_but_seen_late_counts_as_none_and_is_listed() -> None:
    decision = decide(facts(explicit="M1", actor="M2"), gone(M1), M2)
    assert (decision.row, decision.order_manager, decision.refused) == (Row.O11, "M2", False)
    assert decision.passed_over == {"INACTIVE": ("M1",)}


@pytest.mark.req("O1")
def test_an_unknown_manager_named_at_the_door_is_refused_like_an_inactive_one() -> None:
    assert decide(facts(explicit="nobody", at_door=True), M1).row is Row.O1


@pytest.mark.req("O2", "RC-14", "RC-6")
def test_a_named_manager_fills_an_empty_card() -> None:
    decision = decide(facts(explicit="M2", actor="M1"), M1, M2)
    assert (decision.row, decision.reason) == (Row.O2, Reason.ORDER_MANAGER_FILLED_CARD)
    assert (decision.order_manager, decision.card_manager) == ("M2", "M2")
    assert told(decision) == {"M2": "assignee"}


@pytest.mark.req("O2", "RC-10")
def test_a_named_manager_replaces_a_stale_one_on_the_card() -> None:
    decision = decide(facts(explicit="M2", cm="M1"), gone(M1), M2)
    assert (decision.row, decision.reason) == (Row.O2, Reason.ORDER_MANAGER_REPLACED_STALE)
    assert (decision.order_manager, decision.card_manager, decision.card_stale) == ("M2", "M2", False)
    assert told(decision) == {"M2": "assignee"}


@pytest.mark.req("O2", "NX-19")
def test_a_named_clerk_without_manager_role_owns_order_and_card() -> None:
    decision = decide(facts(explicit="clerk"), CLERK, M1)
    assert (decision.row, decision.order_manager, decision.card_manager) == (Row.O2, "clerk", "clerk")


@pytest.mark.req("O3")
def test_naming_the_customers_own_manager_is_consistent() -> None:
    decision = decide(facts(explicit="M1", cm="M1"), M1)
    assert (decision.row, decision.reason) == (Row.O3, Reason.CONSISTENT)
    assert (decision.order_manager, decision.card_changed) == ("M1", False)
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("O4")
def test_naming_another_manager_keeps_the_link_and_tells_both() -> None:
    decision = decide(facts(explicit="M2", cm="M1", actor="boss"), M1, M2, BOSS)
    assert (decision.row, decision.reason) == (Row.O4, Reason.ORDER_OVERRIDE_LINK_KEPT)
    assert (decision.order_manager, decision.card_manager) == ("M2", "M1")
    assert told(decision) == {"M2": "assignee", "M1": "card_manager"}


@pytest.mark.req("O5", "RC-14")
@pytest.mark.parametrize("cm", [None, "gone"])
def test_a_saved_orders_manager_fills_a_card_without_active_manager(cm: str | None) -> None:
    case = facts(act=Act.SAVED, manager="M2", cm=cm, actor="M3")
    decision = decide(case, M2, M3, gone(replace(M1, id="gone")))
    assert (decision.row, decision.reason) == (Row.O5, Reason.ORDER_MANAGER_FILLED_CARD)
    assert (decision.order_changed, decision.card_manager) == (False, "M2")
    assert told(decision) == {"M2": "assignee"}


@pytest.mark.req("O6", "RC-17")
@pytest.mark.parametrize("cm", ["M1", "M2"])
def test_saving_an_order_that_has_its_manager_changes_nothing(cm: str) -> None:
    decision = decide(facts(act=Act.SAVED, manager="M2", cm=cm, actor="M3"), M1, M2, M3)
    assert (decision.row, decision.reason) == (Row.O6, Reason.NO_CHANGE)
    assert (decision.order_changed, decision.card_changed, told(decision)) == (False, False, {})


@pytest.mark.req("O7", "RC-7", "RC-13")
@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("om", [None, "gone"])
def test_a_customers_active_manager_gets_the_order(act: Act, om: str | None) -> None:
    case = facts(act=act, manager=om, cm="M1", actor="M2")
    decision = decide(case, M1, M2, gone(replace(M3, id="gone")))
    assert (decision.row, decision.reason) == (Row.O7, Reason.CUSTOMER_MANAGER)
    assert (decision.order_manager, decision.card_manager) == ("M1", "M1")
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("O7")
def test_an_absent_manager_gets_the_order_unless_the_settings_ask_for_availability() -> None:
    assert decide(facts(cm="M1"), away(M1, "K"), K, settings=WHEEL).row is Row.O7
    assert decide(facts(cm="M1"), away(M1, "K"), K, settings=CAREFUL).row is Row.O8


@pytest.mark.req("O8", "N4")
def test_the_cover_of_an_absent_manager_gets_the_order_and_the_card_stays() -> None:
    decision = decide(facts(cm="M1"), away(M1, "K"), K, M2, settings=CAREFUL)
    assert (decision.row, decision.reason) == (Row.O8, Reason.COVER)
    assert (decision.order_manager, decision.card_manager) == ("K", "M1")
    assert told(decision) == {"K": "assignee", "M1": "absent_manager"}
    assert decision.passed_over == {"ABSENT": ("M1",)}


@pytest.mark.req("O8", "N4")
def test_the_absent_manager_is_told_after_the_very_absence_that_he_was_covered_in() -> None:
    m1 = away(M1, "K")
    m1 = replace(m1, absences=(replace(m1.absences[0], id="summer"),))
    decision = decide(facts(cm="M1"), m1, K, settings=CAREFUL)
    assert {each.staff_id: each.absence_id for each in decision.recipients} == {"K": None, "M1": "summer"}


@pytest.mark.req("O9")
@pytest.mark.parametrize("m1", [away(M1), away(M1, "gone"), off_duty(M1)], ids=["no cover", "cover gone", "hours"])
def test_without_cover_an_unavailable_manager_gets_the_order_by_default(m1) -> None:  # type: ignore[no-untyped-def]
    decision = decide(facts(cm="M1"), m1, M2, gone(replace(K, id="gone")), settings=CAREFUL)
    assert (decision.row, decision.reason) == (Row.O9, Reason.UNAVAILABLE_ASSIGNED)
    assert (decision.order_manager, decision.card_manager) == ("M1", "M1")
    assert told(decision) == {"M1": "assignee"}


@pytest.mark.req("O9")
def test_without_cover_the_settings_may_distribute_and_the_card_stays() -> None:
    decision = decide(facts(cm="M1"), away(M1), M2, settings=DISTRIBUTE)
    assert (decision.row, decision.reason) == (Row.O9, Reason.UNAVAILABLE_DISTRIBUTED)
    assert (decision.order_manager, decision.card_manager) == ("M2", "M1")
    assert told(decision) == {"M2": "assignee"}
    assert decision.passed_over == {"ABSENT": ("M1",)}


@pytest.mark.req("O9")
def test_without_cover_the_settings_may_hold_the_order_for_the_supervisors() -> None:
    decision = decide(facts(cm="M1"), away(M1), M2, BOSS, settings=HOLD)
    assert (decision.row, decision.reason) == (Row.O9, Reason.HELD)
    assert (decision.order_manager, decision.card_manager) == (None, "M1")
    assert told(decision) == {"boss": "supervisor"}
    again = facts(cm="M1", act=Act.SAVED, supervisors_told=True)
    assert told(decide(again, away(M1), M2, BOSS, settings=HOLD)) == {}


@pytest.mark.req("O9", "RC-8")
def test_an_order_that_is_held_does_not_stay_with_an_inactive_manager() -> None:
    decision = decide(facts(cm="M1", act=Act.SAVED, manager="M2"), away(M1), gone(M2), settings=HOLD)
    assert (decision.reason, decision.order_manager, decision.order_changed) == (Reason.HELD, None, True)


@pytest.mark.req("O9", "O15")
def test_an_unavailable_managers_order_that_nobody_can_take_is_unassigned() -> None:
    decision = decide(facts(cm="M1"), away(M1), away(M2), BOSS, settings=DISTRIBUTE)
    assert (decision.row, decision.reason) == (Row.O15, Reason.UNASSIGNED_NO_CANDIDATE)
    assert (decision.order_manager, decision.card_manager, decision.card_stale) == (None, "M1", False)
    assert decision.passed_over == {"ABSENT": ("M1", "M2")}


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
