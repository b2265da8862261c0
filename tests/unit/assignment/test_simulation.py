"""A draft of the settings played against the past."""

from copy import deepcopy
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.witness import wheel_is_fair
from tests.unit.assignment.company import BOSS, CAREFUL, M1, M2, M3, NOW, OFF, WHEEL, K, gone
from tests.unit.assignment.past import Past, simulated

from assignment.domain.books import Balance
from assignment.domain.decisions import OrderDecision
from assignment.domain.facts import Absence, Channel, Roster, Window
from assignment.domain.records import DRAINED, Entry
from assignment.domain.rows import Reason
from assignment.domain.settings import Pool, Settings, StalePrefers, Strategy, Unavailable, When
from assignment.domain.simulation import Opening, sharings

SHIFT = tuple(Window(day, time(9), time(17)) for day in range(7))
NIGHT = tuple(Window(day, time(22), time(6)) for day in range(7))
PEOPLE = (
    replace(M1, working_hours=SHIFT, time_zone="America/New_York"),
    replace(M2, capacity=2, absences=(Absence(NOW + timedelta(hours=5), NOW + timedelta(hours=20), "K"),)),
    replace(M3, weight=3, working_hours=NIGHT),
    replace(K, daily_quota=1, time_zone="Asia/Tokyo"),
    BOSS,
)
CUSTOMERS = ("c1", "c2", "c3", "c4", None)
DRAFTS = st.builds(
    Settings,
    strategy=st.sampled_from(Strategy),
    pools=st.sampled_from(
        [
            (),
            (Pool("links", When(channel=("link",)), members=("M1", "M2", "K")),),
            (Pool("links", When(channel=("link",)), members=("M1",)), Pool("rest", members=("K", "M3"))),
            (Pool("rest", members=("K",)),),
        ]
    ),
    stale_prefers=st.sampled_from(StalePrefers),
    respect_availability=st.booleans(),
    unavailable=st.sampled_from(Unavailable),
)
PERSON = st.sampled_from([person.id for person in PEOPLE])
ACTS_OF_PEOPLE = st.one_of(
    st.tuples(
        st.just("order"),
        st.sampled_from(CUSTOMERS),
        st.sampled_from([None, None, "M1", "boss"]),
        st.sampled_from([None, None, None, "M2"]),
        st.sampled_from(Channel),
    ),
    st.tuples(st.just("save"), st.integers(0, 30), st.sampled_from([None, "M2", "boss"])),
    st.tuples(st.just("close"), st.integers(0, 30)),
    st.tuples(st.just("card"), st.sampled_from(CUSTOMERS[:-1]), st.none() | PERSON),
    st.tuples(st.just("staff"), PERSON, st.booleans()),
    st.tuples(st.just("time"), st.integers(1, 36)),
)
ACTS = st.one_of(
    ACTS_OF_PEOPLE,
    st.tuples(st.just("drain")),
    st.tuples(st.just("transfer"), st.sampled_from(CUSTOMERS[:-1]), PERSON, st.booleans()),
)


def past_of(settings: Settings, *people: object) -> Past:
    return Past(settings, {1: Roster(1, people or PEOPLE)})  # type: ignore[arg-type]


def drained(entry: Entry) -> bool:
    decision = entry.decision
    return entry.cause == DRAINED and isinstance(decision, OrderDecision) and decision.order_manager is not None


def act(past: Past, done: tuple[object, ...]) -> None:
    match done:
        case ("order", customer, actor, explicit, channel):
            past.order(f"o{len(past.managers)}", customer, actor=actor, explicit=explicit, channel=channel)  # type: ignore[arg-type]
        case ("save", int(number), actor) if number < len(past.managers):
            order = list(past.managers)[number]
            past.order(order, actor=actor, terminal=order in past.closed)
        case ("close", int(number)) if number < len(past.managers):
            past.order(list(past.managers)[number], terminal=True)
        case ("card", str(customer), chosen):
            past.card(customer, chosen)  # type: ignore[arg-type]
        case ("transfer", str(customer), str(to), bool(with_orders)):
            orders = [each for each, whose in past.customer_of.items() if whose == customer and each not in past.closed]
            past.transfer(customer, to, tuple(orders) if with_orders else ())
        case ("drain",):
            past.drain()
        case ("time", int(hours)):
            past.passes(hours)
        case ("staff", str(person), bool(active)):
            known = past.roster.get(person)
            assert known is not None
            past.changes(replace(known, active=active))
    if past.watches:
        past.drain()


@pytest.mark.req("N2")
@given(DRAFTS, st.lists(ACTS, max_size=30), st.lists(ACTS, max_size=30))
def test_the_settings_that_held_change_nothing(
    settings: Settings, before: list[tuple[object, ...]], during: list[tuple[object, ...]]
) -> None:
    past = past_of(settings)
    for done in before:
        act(past, done)
    opening, since = past.opening(), len(past.entries)
    for done in during:
        act(past, done)

    simulation = simulated(past, settings, opening, since)

    assert [(each.entry.facts, each.entry.decision, each.drafted) for each in simulation.differences] == []
    assert (simulation.differing, simulation.orders_differing, simulation.customers_differing) == (0, 0, 0)
    for person in PEOPLE:
        assert simulation.drafted.open[person.id] == past.load(person).open_orders
    assert simulation.recorded.given == simulation.drafted.given
    assert sharings(simulation.recorded) == sharings(simulation.drafted)


@pytest.mark.req("N2", "N7", "N14")
@given(DRAFTS, DRAFTS, st.lists(ACTS_OF_PEOPLE, max_size=15), st.lists(ACTS_OF_PEOPLE, max_size=40))
def test_it_comes_out_as_if_the_draft_had_held_also_what_its_queue_gave_away_and_when(
    settings: Settings, draft: Settings, before: list[tuple[object, ...]], during: list[tuple[object, ...]]
) -> None:
    past = past_of(replace(settings, version=1))
    past.watches = True
    for done in before:
        act(past, done)
    opening, since, had_it_held = past.opening(), len(past.entries), deepcopy(past)
    had_it_held.settings = draft
    had_it_held.drain()
    for world in (had_it_held, past):
        for done in during:
            act(world, done)
        world.passes(30)

    simulation = simulated(past, draft, opening, since)

    assert {order: had_it_held.managers[order] for order in simulation.drafted.managers} == simulation.drafted.managers
    assert {each.id: each.wait for each in simulation.drafted.queue} == {
        order: waiting.wait for order, waiting in had_it_held.waiting.items()
    }
    given = {entry.order_ids[0]: entry.at for entry in had_it_held.entries[since:] if drained(entry)}
    assert {drain.waiting.id: drain.at for drain in simulation.drains} == given
    wheel_is_fair(had_it_held.entries)


@pytest.mark.req("N2")
@given(DRAFTS, DRAFTS, st.lists(ACTS, max_size=40))
def test_whatever_the_draft_every_order_and_customer_is_told_once_and_the_past_stays(
    settings: Settings, draft: Settings, acts: list[tuple[object, ...]]
) -> None:
    past = past_of(settings)
    for done in acts:
        act(past, done)
    entries = list(past.entries)

    simulation = simulated(past, draft)

    assert past.entries == entries
    assert simulation.decisions == len(entries)
    for books in (simulation.recorded, simulation.drafted):
        assert set(books.managers) == set(past.managers)
        assert {each.id for each in books.queue} == {
            order for order, manager in books.managers.items() if manager is None and order not in past.closed
        }
        assert all(count >= 0 for count in books.open.values())
        assert books.unassigned == sum(
            manager is None and order not in past.closed for order, manager in books.managers.items()
        )
    assert simulation.recorded.managers == past.managers
    assert simulation.orders_differing == sum(
        simulation.drafted.managers[order] != manager for order, manager in past.managers.items()
    )


@pytest.mark.req("N2")
def test_a_card_that_the_draft_fills_is_met_by_the_customers_later_orders() -> None:
    past = past_of(OFF, M1, M2)
    past.order("o1", "c1")
    past.order("o2", "c2")
    past.order("o3", "c1")

    simulation = simulated(past, WHEEL)

    assert simulation.drafted.managers == {"o1": "M1", "o2": "M2", "o3": "M1"}
    assert [each.drafted.reason for each in simulation.differences] == [
        Reason.DISTRIBUTED_NEW,
        Reason.DISTRIBUTED_NEW,
        Reason.CUSTOMER_MANAGER,
    ]
    assert (simulation.recorded.unassigned, simulation.drafted.unassigned) == (3, 0)
    assert (simulation.orders_differing, simulation.customers_differing) == (3, 2)
    assert simulation.drafted.given == {"M1": 2, "M2": 1}
    assert simulation.drafted.gained == {"M1": 1, "M2": 1}


@pytest.mark.req("N2")
def test_what_people_chose_stands_whatever_the_draft_says() -> None:
    past = past_of(WHEEL, M1, M2, M3)
    past.order("o1", "c1")
    past.card("c1", "M3")
    past.order("o2", "c1")
    past.order("o3", "c2", explicit="M2")

    simulation = simulated(past, OFF)

    assert simulation.drafted.managers == {"o1": "M3", "o2": "M3", "o3": "M2"}
    assert simulation.drafted.links == {"c1": "M3", "c2": "M2"}
    assert [each.entry.order_ids for each in simulation.differences] == [("o1",)]
    assert simulation.orders_differing == 1


@pytest.mark.req("N2", "M4")
def test_a_transfer_leaves_customers_and_orders_whom_the_draft_gave_to_somebody_else() -> None:
    past = past_of(replace(WHEEL, pools=(Pool("all", members=("M1",)),)), M1, M2, M3)
    past.card("mine", "M1")
    past.order("o1", "mine")
    past.order("o2", "new")
    for customer, order in (("mine", "o1"), ("new", "o2")):
        past.transfer(customer, "M3")
        past.transfer(customer, "M3", (order,))

    simulation = simulated(past, replace(WHEEL, pools=(Pool("all", members=("M2",)),)))

    assert simulation.recorded.managers == {"o1": "M3", "o2": "M3"}
    assert simulation.drafted.managers == {"o1": "M3", "o2": "M2"}
    assert simulation.drafted.links == {"mine": "M3", "new": "M2"}


@pytest.mark.req("N2")
def test_loads_at_the_beginning_count_and_closing_lightens_them() -> None:
    draft = replace(WHEEL, strategy=Strategy.LEAST_LOADED)
    past = past_of(OFF, M1, M2)
    past.managers = {"old1": "M1", "old2": "M1"}
    opening = past.opening()
    past.order("o1", "c1")
    past.order("old1", terminal=True)
    past.order("old2", terminal=True)
    past.order("o2", "c2")

    simulation = simulated(past, draft, opening)

    assert (simulation.drafted.managers["o1"], simulation.drafted.managers["o2"]) == ("M2", "M1")
    assert +simulation.drafted.open == {"M1": 1, "M2": 1}


@pytest.mark.req("N2", "N7")
def test_fairness_counts_those_who_had_a_chance_by_pool_and_together() -> None:
    past = past_of(OFF, M1, M2, gone(M3))
    for number in range(5):
        past.order(f"o{number}", f"c{number}", channel=Channel.LINK if number < 3 else Channel.WEB)
    pools = (Pool("links", When(channel=("link",)), members=("M1", "M2", "M3")), Pool("rest", members=("M1",)))

    together, links, rest = sharings(simulated(past, replace(WHEEL, pools=pools)).drafted)

    assert (together.orders, together.people, together.gap, together.largest_share) == (5, 2, 3, 0.8)
    assert (links.pool, links.orders, links.most, links.least, links.gap) == ("links", 3, 2, 1, 1)
    assert (rest.pool, rest.orders, rest.people, rest.gap, rest.largest_share) == ("rest", 2, 1, 0, 1.0)


@pytest.mark.req("N2")
def test_a_period_in_which_nothing_happened_has_nothing_to_tell() -> None:
    simulation = simulated(past_of(CAREFUL, M1), OFF, Opening({}, Balance(NOW, 1, {"old": "M1"})))
    assert (simulation.decisions, simulation.differences, simulation.drafted.unassigned) == (0, [], 0)
    (together,) = sharings(simulation.drafted)
    assert (together.orders, together.gap, together.largest_share) == (0, 0, 0.0)
