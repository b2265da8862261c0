"""Explicit > order's manager > customer's manager or cover > acting manager > distribution; and who is told."""

from dataclasses import replace

import pytest
from tests.unit.assignment.company import BOSS, CAREFUL, M1, M2, M3, OFF, K, away, decide, facts, gone, told

from assignment.domain.decisions import Recipient, Role, to_tell
from assignment.domain.facts import Act, Roster
from assignment.domain.rows import Row


@pytest.mark.req("O2", "O6", "O7", "O11", "O14", "O15")
def test_each_claim_gives_way_only_to_the_ones_before_it() -> None:
    people = (M1, M2, M3, K)
    everything = facts(act=Act.SAVED, explicit="M1", manager="M2", cm="M3", actor="K")
    assert decide(everything, *people).order_manager == "M1"
    without_explicit = facts(act=Act.SAVED, manager="M2", cm="M3", actor="K")
    assert decide(without_explicit, *people).order_manager == "M2"
    assert decide(facts(act=Act.SAVED, cm="M3", actor="K"), *people).order_manager == "M3"
    assert decide(facts(act=Act.SAVED, actor="K"), *people).order_manager == "K"
    assert decide(facts(act=Act.SAVED), *people).row is Row.O14
    assert decide(facts(act=Act.SAVED), *people, settings=OFF).order_manager is None


@pytest.mark.req("O8")
def test_the_cover_comes_before_the_acting_manager() -> None:
    decision = decide(facts(cm="M1", actor="M2"), away(M1, "K"), K, M2, settings=CAREFUL)
    assert (decision.row, decision.order_manager) == (Row.O8, "K")


@pytest.mark.req("NX-23", "O3")
def test_an_order_created_with_a_manager_from_its_quote_counts_as_named() -> None:
    assert decide(facts(act=Act.CREATED, manager="M1", cm="M1"), M1).row is Row.O3
    assert decide(facts(act=Act.CREATED, manager="M1"), M1).row is Row.O2


@pytest.mark.req("NX-3")
def test_the_actor_gets_no_mail_about_his_own_act() -> None:
    assert told(decide(facts(explicit="M2", cm="M1", actor="M1"), M1, M2)) == {"M2": "assignee"}
    assert told(decide(facts(explicit="M2", cm="M1", actor="M2"), M1, M2)) == {"M1": "card_manager"}
    assert told(decide(facts(cm="M1", actor="M1"), M1)) == {}
    saved = facts(act=Act.SAVED, manager="M1", actor="M1")
    assert told(decide(saved, M1)) == {}


@pytest.mark.req("O8")
def test_a_supervisor_who_acts_or_gets_the_order_is_not_told_as_supervisor() -> None:
    chief = replace(M2, supervisor=True)
    assert told(decide(facts(cm="M1", actor="M2"), gone(M1), chief, BOSS)) == {"boss": "supervisor"}
    assert told(decide(facts(), chief, BOSS)) == {"M2": "assignee"}


@pytest.mark.req("O4")
def test_of_two_reasons_to_tell_somebody_the_first_stands() -> None:
    twice = [Recipient("M1", Role.ASSIGNEE), Recipient("M1", Role.SUPERVISOR)]
    assert to_tell(twice, None, Roster(1, [M1])) == (Recipient("M1", Role.ASSIGNEE),)


@pytest.mark.req("O7", "O12")
def test_an_order_whose_manager_was_cleared_goes_through_the_rules_again() -> None:
    to_the_customers = decide(facts(act=Act.SAVED, manager="M2", cleared=True, cm="M1", actor="M2"), M1, M2)
    assert (to_the_customers.row, to_the_customers.order_manager) == (Row.O7, "M1")
    assert decide(facts(act=Act.SAVED, manager="M1", cleared=True), M1, settings=OFF).order_manager is None


@pytest.mark.req("M1")
def test_nobody_inactive_is_ever_told() -> None:
    assert told(decide(facts(), M1, gone(BOSS), settings=OFF)) == {}
    assert told(decide(facts(cm="M1"), gone(M1), M2)) == {"M2": "assignee"}


@pytest.mark.req("M2")
def test_a_reactivated_managers_stale_link_holds_again() -> None:
    assert decide(facts(cm="M1"), gone(M1), M2).row is Row.O13
    assert decide(facts(cm="M1"), M1, M2).row is Row.O7
