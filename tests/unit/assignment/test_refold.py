"""An order's record made again from its decisions is as it was when they were made (N5)."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.assignment.company import BOSS, CLERK, M1, M2, M3, NOW, OFF, WHEEL, card, decide, facts, gone, told

from assignment.domain.facts import Act, CardFacts, CustomerFact, LinkFact, OrderFacts, StaffFact, TransferFact
from assignment.domain.records import Entry, OrderRecord, Wait
from assignment.domain.refold import refolded
from assignment.domain.settings import Settings

pytestmark = pytest.mark.req("N5")

TOLD = OrderRecord("o1", 99, 99, "O-1", "order", "link", "new", "c1", "EUR", Decimal(1), NOW, supervisors_told=False)
PROGRAM = StaffFact("till", manager_role=False)
SAVED: dict[str, Any] = {"act": Act.SAVED}


def at(hour: int) -> datetime:
    return NOW + timedelta(hours=hour)


def entry(hour: int, settings: Settings = OFF, **case: Any) -> Entry:
    """What was decided at that hour about the order as it was then."""
    asked: OrderFacts = facts(version=hour + 1, **case)
    decision = decide(asked, M1, M2, M3, CLERK, PROGRAM, BOSS, settings=settings)
    return Entry(f"d{hour}", at(hour), "event", asked, decision)


def given_by_transfer(hour: int, to: str) -> Entry:
    moved: dict[str, Any] = {"act": Act.SAVED, "transfer": TransferFact("t1", to, orders=("o1",))}
    asked = CardFacts(CustomerFact("c1"), NOW, link=LinkFact("M2"), **moved)
    return Entry(f"d{hour}", at(hour), "transfer", asked, card(M1, M2, M3, cm="M2", **moved), ("o1",))


def record(*entries: Entry) -> OrderRecord:
    return refolded(TOLD, entries, {"till"})


NOBODY = entry(0)
STILL_NOBODY = entry(1, **SAVED, actor="clerk", supervisors_told=True)
EDITED = entry(2, **SAVED, actor="M2")
SHIPPED = entry(3, **SAVED, manager="M2", cm="M2", terminal=True, actor="M2")


def test_what_nobody_has_waits_since_the_first_decision_and_its_supervisors_were_told() -> None:
    first = record(NOBODY)
    assert (first.version, first.decisions, first.decision_id, first.order_version) == (1, 1, "d0", 1)
    assert (first.manager_id, first.assigned_at, first.first_manager_id, first.handled_at) == (None,) * 4
    assert first.supervisors_told
    assert first.wait == Wait.after(decide(facts(), M1, settings=OFF), facts().customer, at(0))
    second = record(NOBODY, STILL_NOBODY)
    assert second.supervisors_told
    assert second.wait == first.wait
    assert (second.handled_by, second.handled_at) == ("clerk", at(1))


@pytest.mark.req("O10", "O15")
def test_supervisors_were_told_that_nobody_has_it_only_if_nobody_had_it_and_they_were_there() -> None:
    assert not record(replace(NOBODY, decision=decide(facts(), M1, settings=OFF))).supervisors_told
    replaced = decide(facts(cm="M1", actor="M2"), gone(M1), M2, BOSS)
    assert told(replaced) == {"boss": "supervisor"}
    assert not record(replace(NOBODY, decision=replaced)).supervisors_told


@pytest.mark.req("RC-4")
def test_who_has_it_has_it_since_he_was_given_it_and_whoever_looked_first_handled_it() -> None:
    edited = record(NOBODY, STILL_NOBODY, EDITED)
    assert (edited.manager_id, edited.first_manager_id, edited.assigned_at, edited.wait) == ("M2", "M2", at(2), None)
    assert (edited.handled_by, edited.handled_at, edited.version) == ("clerk", at(1), 3)
    saved_again = record(NOBODY, EDITED, entry(3, **SAVED, manager="M2", cm="M2", actor="M1"))
    assert (saved_again.assigned_at, saved_again.handled_by, saved_again.order_version) == (at(2), "M2", 4)


@pytest.mark.req("RC-4")
def test_what_a_program_does_is_nobodys_attention_and_neither_is_the_order_itself() -> None:
    created = entry(0, WHEEL, actor="M1")
    saved = entry(1, **SAVED, manager="M1", cm="M1", actor="till")
    assert (record(created, saved).handled_at, record(created, saved).first_manager_id) == (None, "M1")


def test_an_order_that_was_first_heard_of_when_it_had_its_manager_has_him_since_then() -> None:
    assert record(entry(5, **SAVED, manager="M1", cm="M1")).assigned_at == at(5)


@pytest.mark.req("RC-1")
def test_who_was_given_it_first_stays_so_when_somebody_else_gets_it() -> None:
    later = record(NOBODY, EDITED, entry(3, **SAVED, manager="M2", cm="M2", explicit="M3", actor="boss"))
    assert (later.manager_id, later.first_manager_id, later.assigned_at) == ("M3", "M2", at(3))


@pytest.mark.req("O0")
def test_a_closed_order_is_closed_since_the_first_decision_that_saw_it_so_and_waits_for_nobody() -> None:
    delivered = entry(4, **SAVED, manager="M2", cm="M2", terminal=True)
    closed = record(NOBODY, EDITED, SHIPPED, delivered)
    assert (closed.closed_at, closed.manager_id, closed.assigned_at) == (at(3), "M2", at(2))
    assert record(NOBODY, EDITED, SHIPPED, entry(4, **SAVED, manager="M2", cm="M2")).closed_at is None
    cancelled = entry(1, **SAVED, terminal=True, supervisors_told=True)
    again = record(NOBODY, cancelled, replace(STILL_NOBODY, at=at(2)))
    assert again.wait is not None
    assert again.wait.since == at(2), "what is open again waits anew"


@pytest.mark.req("C7", "M4")
def test_an_order_that_went_along_with_its_customer_is_his_new_managers_since_then() -> None:
    moved = record(NOBODY, given_by_transfer(2, "M3"))
    assert (moved.manager_id, moved.assigned_at, moved.first_manager_id, moved.wait) == ("M3", at(2), "M3", None)
    assert (moved.version, moved.decision_id, moved.order_version) == (2, "d2", 1)


def test_what_was_heard_late_sets_no_version_back() -> None:
    assert record(EDITED, replace(STILL_NOBODY, at=at(3))).order_version == 3
