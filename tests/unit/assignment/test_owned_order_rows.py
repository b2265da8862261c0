"""One test a row of the order table, each variant and each reason: somebody is chosen, order or customer has a
manager; or there is no customer."""

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
from assignment.domain.settings import Unavailable

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
