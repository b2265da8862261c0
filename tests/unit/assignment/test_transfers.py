"""What becomes of each customer of a transfer, and of the transfer (M4, N8)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.domain.decide_card import decide_card
from assignment.domain.facts import Act, CardFacts, CustomerFact, LinkFact, Roster, StaffFact, TransferFact
from assignment.domain.judge_transfer import judge_move, judge_receiver, judge_return
from assignment.domain.links import Link
from assignment.domain.plain import from_dict, to_dict
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.domain.spread import CardTraits, spread
from assignment.domain.transfer_digest import digest_to
from assignment.domain.transfers import Outcome, Row, Share, State, Transfer, Why
from assignment.domain.wheel import Wheel

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
LATER = NOW + timedelta(seconds=5)
ROSTER = Roster(7, [StaffFact("m1"), StaffFact("m2"), StaffFact("m3"), StaffFact("gone", active=False)])
TRANSFER = Transfer(
    id="t1",
    version=1,
    author_id="boss",
    from_id="m1",
    to_id="m2",
    open_orders=True,
    preview=False,
    reads_all=True,
    manages_all=True,
    created_at=NOW,
    updated_at=NOW,
)
CARD = CardTraits(
    status="current", temperature="hot", language="es", country="ES", region="MD", currency="EUR", returning=True
)


def link(manager: str | None, decision: str = "d1", since: datetime = NOW) -> Link:
    return Link("c1", 3, manager, since, "CARD", decision, "boss", NOW)


def moved(customer_id: str, to: str = "m2", outcome: Outcome = Outcome.ASSIGNED, orders: int = 0) -> Row:
    return Row(customer_id, outcome, Why.TRANSFERRED, "m1", to, "d1", tuple(map(str, range(orders))))


@pytest.mark.req("M4")
@pytest.mark.parametrize(
    ("transfer", "before", "outcome", "why", "shown"),
    [
        (TRANSFER, link("m3"), Outcome.CONFLICT, Why.OTHER_MANAGER, "m3"),
        (TRANSFER, link(None), Outcome.CONFLICT, Why.OTHER_MANAGER, None),
        (TRANSFER, None, Outcome.CONFLICT, Why.OTHER_MANAGER, None),
        (replace(TRANSFER, to_id=None), link(None), Outcome.CONFLICT, Why.OTHER_MANAGER, None),
        (TRANSFER, link("m2"), Outcome.UNCHANGED, Why.ALREADY_THERE, "m2"),
        (TRANSFER, link("m1", since=LATER), Outcome.CONFLICT, Why.MOVED_MEANWHILE, "m1"),
        (TRANSFER, link("m3", since=LATER), Outcome.CONFLICT, Why.MOVED_MEANWHILE, "m3"),
        (replace(TRANSFER, manages_all=False), link("m1"), Outcome.FORBIDDEN, Why.NOT_ALLOWED, "m1"),
        (replace(TRANSFER, reads_all=False, manages_all=False), link("m1"), Outcome.NOT_FOUND, Why.NOT_FOUND, None),
        (replace(TRANSFER, reads_all=False), None, Outcome.NOT_FOUND, Why.NOT_FOUND, None),
    ],
)
def test_a_customer_who_is_not_to_be_moved_says_why(
    transfer: Transfer, before: Link | None, outcome: Outcome, why: Why, shown: str | None
) -> None:
    verdict = judge_move(transfer, before)
    assert verdict is not None
    assert (verdict.outcome, verdict.why, verdict.before, verdict.after) == (outcome, why, shown, shown)


@pytest.mark.req("M4")
def test_a_customer_goes_to_an_active_receiver_and_to_no_other() -> None:
    own = replace(TRANSFER, author_id="m1", reads_all=False, manages_all=False)
    assert judge_move(TRANSFER, link("m1")) is judge_move(own, link("m1")) is None
    assert judge_receiver(TRANSFER, "m2", Why.NOT_FOUND, ROSTER).outcome is Outcome.ASSIGNED
    assert judge_receiver(TRANSFER, "gone", Why.NOT_FOUND, ROSTER).why is Why.MANAGER_INACTIVE
    nobody = judge_receiver(TRANSFER, None, Why.UNASSIGNED_NO_CANDIDATE, ROSTER)
    assert (nobody.outcome, nobody.why, nobody.after) == (
        Outcome.UNCHANGED,
        Why.UNASSIGNED_NO_CANDIDATE,
        "m1",
    )


@pytest.mark.req("N8")
def test_an_undo_gives_back_only_what_still_carries_the_decision_of_the_transfer() -> None:
    given_back = judge_return(moved("c1"), link("m2", "d1"))
    assert (given_back.outcome, given_back.before, given_back.after) == (Outcome.ASSIGNED, "m2", "m1")
    for now in (link("m3", "d2"), link("m2", "d2"), link(None, "d2")):
        kept = judge_return(moved("c1"), now)
        assert (kept.outcome, kept.before, kept.after) == (Outcome.CONFLICT, now.manager_id, now.manager_id)


@pytest.mark.req("M4", "N1")
def test_the_ledger_can_decide_a_transferred_card_again() -> None:
    facts = CardFacts(
        CustomerFact("c1"),
        NOW,
        Act.SAVED,
        link=LinkFact("m1", 3),
        actor="boss",
        transfer=TransferFact("t1", "m2", orders=("o1",), pool="rest", strategy="round_robin"),
    )
    decision = decide_card(facts, ROSTER)
    assert (decision.row, decision.reason, decision.manager, decision.changed) == ("M4", "TRANSFERRED", "m2", True)
    assert (decision.orders, decision.recipients) == (("o1",), ())
    assert decide_card(from_dict(CardFacts, to_dict(facts)), ROSTER) == decision


@pytest.mark.req("M4")
@pytest.mark.parametrize(
    "when",
    [
        When(channel=("web",)),
        When(kind=("order",)),
        When(total_from=Decimal(0)),
        When(language=("ro",)),
        When(country=("RO",)),
        When(region=("CL",)),
        When(currency=("RON",)),
        When(status=("potential",)),
        When(temperature=("cold",)),
        When(returning=False),
    ],
)
def test_a_pool_whose_condition_a_card_does_not_meet_gets_nobody_and_nobody_steps_in(when: When) -> None:
    settings = Settings(pools=(Pool("one", when, members=("m2",)),))
    receiver = spread(CARD, "m1", ROSTER, settings, {}, {})
    assert (receiver.staff_id, receiver.why_nobody) == (None, Why.UNASSIGNED_NO_CANDIDATE)


@pytest.mark.req("M4")
def test_the_first_pool_that_takes_the_card_serves_also_if_it_is_empty() -> None:
    when = When(
        language=("es",),
        country=("ES",),
        region=("MD",),
        currency=("EUR",),
        status=("current",),
        temperature=("hot",),
        returning=True,
    )
    rest = Pool("rest", members=("m3",))
    for members, expected in ((("m2",), "m2"), ((), None), (("gone", "m1"), None)):
        settings = Settings(pools=(Pool("one", when, members=members), rest))
        assert spread(CARD, "m1", ROSTER, settings, {}, {}).staff_id == expected
    off = Settings(pools=(Pool("one", when, members=("m2",), strategy=Strategy.OFF), rest))
    assert spread(CARD, "m1", ROSTER, off, {}, {}).why_nobody is Why.UNASSIGNED_DISTRIBUTION_OFF


@pytest.mark.req("M4")
@given(st.integers(1, 60), st.sampled_from([Strategy.ROUND_ROBIN, Strategy.WEIGHTED, Strategy.LEAST_LOADED]))
def test_customers_are_spread_evenly(count: int, strategy: Strategy) -> None:
    wheels: dict[str, Wheel] = {}
    got = {"m2": 0, "m3": 0}
    for _ in range(count):
        receiver = spread(CARD, "m1", ROSTER, Settings(strategy=strategy), wheels, got)
        assert receiver.staff_id is not None
        assert receiver.wheel is not None
        got[receiver.staff_id] += 1
        wheels["everybody"] = receiver.wheel
    assert abs(got["m2"] - got["m3"]) <= 1


@pytest.mark.req("M4")
def test_least_loaded_gives_to_whoever_has_fewest_customers_for_his_weight() -> None:
    roster = Roster(1, [StaffFact("m2", weight=1), StaffFact("m3", weight=3)])
    settings = Settings(strategy=Strategy.LEAST_LOADED)
    assert spread(CARD, "m1", roster, settings, {}, {"m2": 2, "m3": 5}).staff_id == "m3"
    assert spread(CARD, "m1", roster, settings, {}, {"m2": 1, "m3": 5}).staff_id == "m2"


@pytest.mark.req("M4")
def test_a_transfer_counts_what_it_did_and_where_it_stands() -> None:
    listed = TRANSFER.planned(("c1", "c2"), LATER).planned_late(("c0",), (LATER, "c0:2"), LATER)
    assert (listed.total, listed.planned_to, listed.state, listed.version) == (3, "c2", State.PLANNING, 3)
    assert (listed.left_to, listed.updated_at) == ((LATER, "c0:2"), LATER)
    assert from_dict(Transfer, to_dict(listed)) == listed
    listed = TRANSFER.planned(("c1", "c2", "c3"), LATER).started({"m2": 4}, LATER)
    assert (listed.total, listed.planned_to, listed.state) == (3, "c3", State.RUNNING)
    first = listed.moved([moved("c1"), moved("c2", outcome=Outcome.CONFLICT)], {}, LATER)
    assert (first.done, first.moved_to, first.orders_to) == (2, "c2", "")
    assert first.portfolios() == {"m2": 5}
    followed = first.orders_followed([moved("c1", orders=2)], "c2", LATER)
    assert (followed.orders_to, followed.orders_moved) == ("c2", 2)
    assert followed.got == {"m2": Share(1, 2, ("c1",))}
    assert followed.gave == {"m1": Share(1, 2, ("c1",))}
    finished = followed.moved([moved("c3", "m3")], {}, LATER).orders_followed([], "c3", LATER).finished(LATER)
    assert (finished.state, finished.counts) == (State.DONE, {Outcome.ASSIGNED: 2, Outcome.CONFLICT: 1})
    assert from_dict(Transfer, to_dict(finished)) == finished
    assert finished.version == 8


@pytest.mark.req("N8")
def test_a_preview_counts_the_orders_that_would_follow_and_a_transfer_those_that_did_step_by_step() -> None:
    rows = [moved("c1", orders=2), moved("c2", orders=1)]
    foreseen = replace(TRANSFER, preview=True).moved(rows[:1], {}, LATER).moved(rows[1:], {}, LATER)
    assert (foreseen.orders_moved, foreseen.orders_to) == (3, "c2")
    assert (foreseen.got, foreseen.gave) == ({"m2": Share(2, 3, ("c1", "c2"))}, {"m1": Share(2, 3, ("c1", "c2"))})
    done = TRANSFER.orders_followed(rows[:1], "c1", LATER).orders_followed(rows[1:], "c2", LATER)
    assert (done.orders_moved, done.got["m2"].orders, done.gave["m1"].orders) == (3, 3, 3)
    without = replace(TRANSFER, open_orders=False).planned(("c1",), LATER).planned(("c2",), LATER)
    assert (without.total, without.moved([moved("c1"), moved("c2")], {}, LATER).orders_to) == (2, "c2")


@pytest.mark.req("M4", "N7")
def test_a_transfer_goes_on_with_its_wheels_where_it_stood() -> None:
    wheels = {"everybody": Wheel(1, "m2")}
    assert TRANSFER.moved([moved("c1")], wheels, LATER).wheels == wheels


@pytest.mark.req("M4", "N8")
def test_the_settings_choose_for_a_transfer_without_receiver_and_not_for_its_undo() -> None:
    spreading = replace(TRANSFER, to_id=None)
    assert [each.spreads for each in (TRANSFER, spreading, spreading.undoing("t2", "boss", LATER))] == [
        False,
        True,
        False,
    ]


@pytest.mark.req("N8")
def test_an_undo_is_a_transfer_of_its_own_that_names_the_other_and_is_named_by_it() -> None:
    undo = TRANSFER.finished(LATER).undoing("t2", "eva", LATER)
    assert undo == replace(TRANSFER, id="t2", author_id="eva", created_at=LATER, updated_at=LATER, undo_of="t1")
    assert TRANSFER.finished(LATER).finished_at == LATER
    undoing = TRANSFER.finished(LATER).being_undone("t2", LATER)
    assert (undoing.state, undoing.undone_by, undoing.undone(LATER).state) == (State.UNDOING, "t2", State.UNDONE)


@pytest.mark.req("N8")
def test_only_a_finished_transfer_can_be_undone_and_only_once() -> None:
    finished = TRANSFER.finished(LATER)
    undo = finished.undoing("t2", "boss", LATER)
    assert finished.undoable
    for each in (
        TRANSFER,
        replace(finished, preview=True),
        finished.being_undone("t2", LATER),
        finished.being_undone("t2", LATER).undone(LATER),
        undo.finished(LATER),
    ):
        assert not each.undoable


@pytest.mark.req("M4")
def test_the_first_customers_of_a_share_are_few() -> None:
    rows = [moved(f"c{n:03}") for n in range(200)]
    (share,) = TRANSFER.moved(rows, {}, LATER).got.values()
    assert (share.customers, len(share.first)) == (200, 10)


@pytest.mark.req("M4", "M1")
@pytest.mark.parametrize(
    ("author", "former", "to_author", "told"),
    [
        ("boss", "m1", False, {"m2": "assignee", "m3": "assignee", "m1": "former_manager"}),
        ("boss", "gone", False, {"m2": "assignee", "m3": "assignee"}),
        ("m2", "m1", False, {"m3": "assignee", "m1": "former_manager"}),
        ("boss", "gone", True, {"m2": "assignee", "m3": "assignee", "boss": "author"}),
        ("m1", "m1", True, {"m2": "assignee", "m3": "assignee", "m1": "author"}),
    ],
)
def test_each_receiver_and_the_former_manager_is_told_once_and_the_author_if_he_wants(
    author: str, former: str, to_author: bool, told: dict[str, str]
) -> None:
    roster = Roster(1, [*ROSTER.people, StaffFact("boss", manager_role=False)])
    rows = [replace(moved(f"c{n}", to), before=former) for n, to in enumerate(("m2", "m3", "m2"))]
    transfer = replace(TRANSFER, author_id=author, from_id=former).moved(rows, {}, LATER)
    assert {each.staff_id: each.role for each in digest_to(transfer, roster, to_author=to_author)} == told


@pytest.mark.req("M4")
def test_nobody_is_told_of_a_preview_or_of_a_transfer_that_moved_nothing() -> None:
    nothing = TRANSFER.moved([moved("c1", outcome=Outcome.CONFLICT)], {}, LATER)
    preview = replace(TRANSFER, preview=True).moved([moved("c1")], {}, LATER)
    assert digest_to(nothing, ROSTER, to_author=False) == digest_to(preview, ROSTER, to_author=True) == ()
