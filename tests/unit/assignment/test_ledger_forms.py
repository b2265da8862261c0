"""Facts and decisions survive the way to plain dicts and JSON and back, and deciding again gives the same."""

import json
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.facts import (
    Absence,
    Act,
    CardFacts,
    Channel,
    CustomerFact,
    Kind,
    LinkFact,
    Load,
    OrderFact,
    OrderFacts,
    Roster,
    StaffFact,
    Window,
)
from assignment.domain.plain import from_dict, to_dict
from assignment.domain.replay import replay, standing_after
from assignment.domain.rows import PassedOver
from assignment.domain.settings import Pool, Settings, StalePrefers, Strategy, Unavailable, When
from assignment.domain.wheel import Wheel

IDS = ("p1", "p2", "p3", "p4", "p5", "unknown")
instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.decimals(0, 10**6, places=2)
somebody = st.none() | st.sampled_from(IDS)
words = st.text(max_size=5)
times = st.times().map(lambda moment: moment.replace(fold=0))

absences = st.builds(
    lambda start, hours, cover: Absence(start, start + timedelta(hours=hours), cover),
    instants,
    st.integers(1, 20_000),
    somebody,
)
windows = st.builds(Window, st.integers(0, 6), times, times)
people = st.builds(
    StaffFact,
    id=st.sampled_from(IDS[:-1]),
    version=st.integers(1, 9),
    active=st.sampled_from([True, True, True, False]),
    manager_role=st.sampled_from([True, True, True, False]),
    supervisor=st.booleans(),
    groups=st.lists(st.sampled_from(["Sellers", "Managers"]), max_size=2, unique=True).map(tuple),
    time_zone=st.sampled_from(["UTC", "Europe/Sofia", "America/Bogota"]),
    working_hours=st.lists(windows, max_size=2).map(tuple),
    holidays=st.lists(st.dates(), max_size=2).map(tuple),
    absences=st.lists(absences, max_size=2).map(tuple),
    weight=st.integers(1, 9),
    capacity=st.none() | st.integers(0, 5),
    daily_quota=st.none() | st.integers(0, 5),
)
rosters = st.lists(people, max_size=5, unique_by=lambda person: person.id).map(lambda some: Roster(3, some))
customers = st.builds(CustomerFact, id=words, returning=st.none() | st.booleans())
links = st.builds(LinkFact, somebody, st.integers(0, 9))
orders = st.builds(
    OrderFact,
    id=words,
    placed_at=instants,
    act=st.sampled_from(Act),
    kind=st.sampled_from(Kind),
    channel=st.sampled_from(Channel),
    terminal=st.booleans(),
    manager=somebody,
    explicit=somebody,
    currency=st.sampled_from(["EUR", "RON"]),
    total=st.none() | amounts,
    language=words,
)
order_facts = st.builds(
    OrderFacts,
    order=orders,
    now=instants,
    customer=st.none() | customers,
    link=links,
    actor=somebody,
    at_door=st.booleans(),
)
card_facts = st.builds(
    CardFacts,
    customer=customers,
    now=instants,
    act=st.sampled_from(Act),
    channel=st.sampled_from(Channel),
    link=links,
    actor=somebody,
    touched=st.booleans(),
    explicit=somebody,
    unassigned_orders=st.lists(words, max_size=3).map(tuple),
)
conditions = st.builds(
    When, channel=st.lists(st.sampled_from(Channel), max_size=2).map(tuple), total_from=st.none() | amounts
)
pools = st.builds(
    Pool,
    name=st.sampled_from(["one", "two"]),
    when=conditions,
    groups=st.lists(st.sampled_from(["Sellers", "Managers"]), max_size=2).map(tuple),
    members=st.lists(st.sampled_from(IDS), max_size=3).map(tuple),
    strategy=st.none() | st.sampled_from(Strategy),
)
all_settings = st.builds(
    Settings,
    version=st.integers(0, 9),
    strategy=st.sampled_from(Strategy),
    pools=st.lists(pools, max_size=2).map(tuple),
    respect_availability=st.booleans(),
    unavailable=st.sampled_from(Unavailable),
    stale_prefers=st.sampled_from(StalePrefers),
    max_age=st.none() | st.timedeltas(timedelta(0), timedelta(days=300)),
)
wheels = st.builds(
    Wheel,
    st.integers(0, 99),
    somebody,
    st.integers(0, 10**12),
    st.dictionaries(st.sampled_from(IDS), st.integers(0, 10**13)),
)
standings = st.builds(
    Standing,
    st.dictionaries(st.sampled_from(["everybody", "one", "two"]), wheels),
    st.dictionaries(st.sampled_from(IDS), st.builds(Load, st.integers(0, 9), st.integers(0, 9))),
)


@pytest.mark.req("N1")
@given(order_facts, rosters, all_settings, standings)
def test_an_order_decided_again_from_the_ledger_comes_out_the_same(
    facts: OrderFacts, roster: Roster, settings: Settings, standing: Standing
) -> None:
    decision = decide_order(facts, roster, settings, standing)
    kept = json.loads(json.dumps([to_dict(facts), to_dict(decision), to_dict(settings)]))
    staff = json.loads(json.dumps([to_dict(person) for person in roster.people]))

    read_facts, read_decision = from_dict(OrderFacts, kept[0]), from_dict(OrderDecision, kept[1])
    read_settings = from_dict(Settings, kept[2])
    read_roster = Roster(roster.version, [from_dict(StaffFact, person) for person in staff])

    assert (read_facts, read_decision, read_settings, read_roster) == (facts, decision, settings, roster)
    assert replay(read_facts, read_decision, read_roster, read_settings) == decision


@pytest.mark.req("N1")
@pytest.mark.parametrize("strategy", [Strategy.ROUND_ROBIN, Strategy.LEAST_LOADED, Strategy.WEIGHTED])
def test_a_replay_stands_where_the_wheel_and_the_loads_stood(strategy: Strategy) -> None:
    now = datetime(2026, 3, 4, tzinfo=UTC)
    roster = Roster(1, [StaffFact("p1", capacity=5), StaffFact("p2"), StaffFact("p3")])
    facts = OrderFacts(OrderFact("o1", now), now, CustomerFact("c1"))
    settings = Settings(strategy=strategy)
    due = {"p1": 9, "p2": 7, "p3": 8}
    standing = Standing({"everybody": Wheel(41, "p1", 5, due)}, {"p1": Load(5, 1), "p2": Load(2), "p3": Load(3)})
    decision = decide_order(facts, roster, settings, standing)
    assert decision.order_manager == "p2"
    assert decision.passed_over[PassedOver.AT_CAPACITY] == ("p1",)
    assert replay(facts, decision, roster, settings) == decision


@pytest.mark.req("N1")
@given(card_facts, rosters)
def test_a_card_decided_again_from_the_ledger_comes_out_the_same(facts: CardFacts, roster: Roster) -> None:
    decision = decide_card(facts, roster)
    kept = json.loads(json.dumps([to_dict(facts), to_dict(decision)]))
    assert from_dict(CardDecision, kept[1]) == decision
    assert decide_card(from_dict(CardFacts, kept[0]), roster) == decision


@pytest.mark.req("RC-8", "M1", "O1")
@given(order_facts, rosters, all_settings, standings)
def test_no_decision_gives_anything_new_to_or_tells_an_inactive_person_or_the_actor(
    facts: OrderFacts, roster: Roster, settings: Settings, standing: Standing
) -> None:
    decision = decide_order(facts, roster, settings, standing)
    if decision.order_changed and decision.order_manager is not None:
        assert roster.active(decision.order_manager)
    if decision.card_changed:
        assert roster.active(decision.card_manager)
        assert roster.active(facts.link.manager) is None
    recipients = [recipient.staff_id for recipient in decision.recipients]
    assert len(recipients) == len(set(recipients))
    assert facts.actor not in recipients
    assert all(roster.active(recipient) for recipient in recipients)
    if decision.order_changed:
        assert all(decision.order_manager not in ids for ids in decision.passed_over.values())


@pytest.mark.req("N1", "N2")
def test_money_and_instants_keep_every_digit() -> None:
    facts = OrderFacts(
        OrderFact("o1", datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC), total=Decimal("1234567890123456.70")),
        datetime(2026, 3, 4, tzinfo=UTC),
    )
    read = from_dict(OrderFacts, to_dict(facts))
    assert str(read.order.total) == "1234567890123456.70"
    assert read.order.placed_at.microsecond == 89


@pytest.mark.req("N2")
def test_the_standing_after_a_decision_moves_wheel_and_loads_once() -> None:
    roster = Roster(1, [StaffFact("p1"), StaffFact("p2")])
    facts = OrderFacts(
        OrderFact("o1", datetime(2026, 3, 4, tzinfo=UTC), manager="left", act=Act.SAVED),
        datetime(2026, 3, 4, tzinfo=UTC),
        CustomerFact("c1"),
    )
    before = Standing(loads={"left": Load(3, 1)})
    after = standing_after(before, facts, decide_order(facts, roster, Settings(), before))
    assert after.wheels == {"everybody": Wheel(1, "p1")}
    assert after.loads == {"left": Load(2, 1), "p1": Load(1, 1)}
    assert before == Standing(loads={"left": Load(3, 1)})


@pytest.mark.req("O9")
def test_a_window_keeps_its_minutes() -> None:
    window = Window(4, time(22, 30), time(6, 15))
    assert from_dict(Window, to_dict(window)) == window
