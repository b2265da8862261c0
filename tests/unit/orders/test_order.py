"""What may happen to an order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from contracts.money import Money
from contracts.orders import OrderState
from orders.domain.lifecycle import State, may_move
from orders.domain.order import (
    Assignment,
    AssignmentState,
    Channel,
    Chosen,
    Contact,
    Decision,
    Kind,
    NotInThisState,
    Order,
    Step,
    decide,
    move,
    number_of,
    save,
    series_of,
)
from orders.domain.pricing import Line

NOW = datetime(2026, 11, 22, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
LINE = Line(
    product_id="tea",
    sku="TEA",
    name="Tea",
    quantity=2,
    base_price=Money.of(Decimal(10), "EUR"),
    unit_price=Money.of(Decimal(9), "EUR"),
    discount_percent=Decimal(10),
    total=Money.of(Decimal(18), "EUR"),
)
WAY = [State.NEW, State.CONFIRMED, State.IN_PRODUCTION, State.SHIPPED, State.DELIVERED]


def order(kind: Kind = Kind.ORDER, state: State = State.NEW) -> Order:
    return Order(
        id="o",
        version=1,
        number="O-2026-000001",
        kind=kind,
        channel=Channel.OFFICE,
        state=state,
        customer_id="c",
        contact=Contact(name="Elena"),
        currency="EUR",
        language="en",
        country=None,
        lines=(),
        total=Money.of(Decimal(0), "EUR"),
        manager_id=None,
        choice_version=0,
        assignment=Assignment(),
        created_by="m",
        link_id=None,
        created_at=NOW,
        updated_at=NOW,
    )


def step(to: State, by: str = "m", reason: str | None = None) -> Step:
    return Step(to=to, by=by, at=NOW, reason=reason)


def decision(number: int, order_version: int, manager_id: str | None) -> Decision:
    return Decision(number, order_version, manager_id, f"d{number}", "O14", "DISTRIBUTED_NEW")


@pytest.mark.req("ML-30")
def test_only_the_next_step_may_be_taken_and_only_the_first_three_be_cancelled() -> None:
    allowed = {*pairwise(WAY), *((state, State.CANCELLED) for state in WAY[:3])}
    states = {*WAY, State.CANCELLED}
    assert {(now, to) for now in states for to in states if may_move(now, to)} == allowed
    assert not any(may_move(now, to) or may_move(to, now) for now in WAY for to in set(State) - states)


@pytest.mark.req("ML-30")
def test_every_step_is_remembered_with_who_took_it_and_why_and_a_refused_one_is_not() -> None:
    confirmed = move(order(), step(State.CONFIRMED, "ana"))
    with pytest.raises(NotInThisState, match="an order that is confirmed cannot become shipped"):
        move(confirmed, step(State.SHIPPED, "ben"))
    with pytest.raises(NotInThisState, match="a quote that is accepted"):
        move(order(Kind.QUOTE, State.ACCEPTED), step(State.CANCELLED))
    cancelled = move(confirmed, replace(step(State.CANCELLED, "ben", "changed his mind"), at=LATER))
    assert (cancelled.state, cancelled.version, cancelled.updated_at) == (State.CANCELLED, 3, LATER)
    assert [(each.to, each.by, each.reason) for each in cancelled.history] == [
        (State.CONFIRMED, "ana", None),
        (State.CANCELLED, "ben", "changed his mind"),
    ]
    assert save(confirmed, (), None, "ana", NOW).history == confirmed.history


def test_the_states_are_those_that_the_others_are_told() -> None:
    assert [state.value for state in State] == [state.value for state in OrderState]


@pytest.mark.req("O0")
@pytest.mark.parametrize("state", [State.SHIPPED, State.DELIVERED, State.CANCELLED])
def test_what_is_over_is_not_changed_any_more(state: State) -> None:
    for lines, chosen in (((), None), (None, Chosen("x"))):
        with pytest.raises(NotInThisState):
            save(order(state=state), lines, chosen, "ana", NOW)
    assert save(order(state=state), None, None, "ana", NOW).version == 2


@pytest.mark.req("RC-17")
def test_saved_lines_bring_their_total_and_leave_manager_and_decision_as_they_are() -> None:
    decided = decide(order(), decision(1, 1, "x"), NOW)
    assert decided is not None
    saved = save(decided, (LINE, LINE), None, "ana", LATER)
    assert (saved.lines, saved.total) == ((LINE, LINE), Money.of(Decimal(36), "EUR"))
    assert replace(saved, lines=(), total=decided.total, version=2, updated_at=NOW, deeds=()) == decided
    assert (saved.version, saved.updated_at) == (3, LATER)


@pytest.mark.req("NX-8", "NX-10")
def test_lines_can_be_changed_until_the_order_is_made_and_of_a_quote_while_it_is_a_draft() -> None:
    editable = set()
    for state in State:
        try:
            editable.add(save(order(state=state), (LINE,), None, "ana", NOW).state)
        except NotInThisState:
            continue
    assert editable == {State.NEW, State.CONFIRMED, State.DRAFT}


@pytest.mark.req("RC-17")
def test_another_choice_is_pending_again_and_the_same_one_keeps_its_decision() -> None:
    decided = decide(order(), decision(1, 1, "x"), NOW)
    assert decided is not None
    other = save(decided, None, Chosen("y"), "ana", LATER)
    assert other.assignment == Assignment(AssignmentState.PENDING, number=1)
    same = save(decided, None, Chosen("x"), "ana", LATER)
    assert (same.assignment, same.choice_version) == (decided.assignment, 3)


@pytest.mark.req("RC-17")
def test_a_choice_is_shown_at_once_and_waits_for_its_decision() -> None:
    chosen = save(order(), None, Chosen("x"), "ana", NOW)
    assert (chosen.manager_id, chosen.choice_version, chosen.assignment.state) == ("x", 2, AssignmentState.PENDING)


@pytest.mark.req("RC-17")
def test_a_decision_about_an_earlier_version_does_not_overrule_a_choice() -> None:
    chosen = save(order(), None, Chosen("x"), "ana", NOW)
    overtaken = decide(chosen, decision(1, 1, "y"), NOW)
    assert overtaken is not None
    assert (overtaken.manager_id, overtaken.version) == ("x", 3)
    assert overtaken.assignment == Assignment(AssignmentState.PENDING, 1, "d1", "O14", "DISTRIBUTED_NEW")
    agreed = decide(overtaken, decision(2, 2, "x"), NOW)
    assert agreed is not None
    assert agreed.assignment.state is AssignmentState.ASSIGNED


@pytest.mark.req("RC-17")
def test_a_choice_of_nobody_stands_against_an_earlier_decision_too() -> None:
    cleared = save(order(), None, Chosen(None), "ana", NOW)
    overtaken = decide(cleared, decision(1, 1, "y"), NOW)
    assert overtaken is not None
    assert overtaken.manager_id is None


@pytest.mark.req("O13", "M1")
def test_a_later_decision_gives_an_open_order_to_somebody_else() -> None:
    decided = decide(order(), decision(1, 1, "x"), NOW)
    assert decided is not None
    again = decide(decided, decision(2, 1, "y"), LATER)
    assert again is not None
    assert (again.manager_id, again.version, again.updated_at) == ("y", 3, LATER)
    assert again.assignment == Assignment(AssignmentState.ASSIGNED, 2, "d2", "O14", "DISTRIBUTED_NEW")


def test_an_older_decision_or_the_same_again_is_no_news() -> None:
    decided = decide(order(), decision(2, 1, "x"), NOW)
    assert decided is not None
    assert decide(decided, decision(2, 1, "x"), NOW) is None
    assert decide(decided, decision(1, 1, "y"), NOW) is None


@pytest.mark.req("O0")
@pytest.mark.parametrize("state", [State.SHIPPED, State.DELIVERED, State.CANCELLED])
def test_what_is_closed_keeps_its_manager_and_still_takes_its_first_decision(state: State) -> None:
    closed = order(state=state)
    decided = decide(closed, decision(1, 1, "x"), NOW)
    assert decided is not None
    assert decided.manager_id == "x"
    assert decide(decided, decision(2, 1, "y"), NOW) is None
    assert decide(decided, decision(2, 1, None), NOW) is None
    same = decide(decided, decision(2, 1, "x"), NOW)
    assert same is not None
    assert same.assignment.number == 2


@pytest.mark.req("O15")
def test_a_decision_for_nobody_leaves_the_order_unassigned() -> None:
    decided = decide(order(), decision(1, 1, None), NOW)
    assert decided is not None
    assert (decided.manager_id, decided.assignment.state) == (None, AssignmentState.UNASSIGNED)


def test_numbers_tell_kind_and_year() -> None:
    assert len({series_of(kind, year) for kind in Kind for year in (2026, 2027)}) == 6
    assert [number_of(kind, 2026, 123) for kind in Kind] == ["O-2026-000123", "Q-2026-000123", "P-2026-000123"]
