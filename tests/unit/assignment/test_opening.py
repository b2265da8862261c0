"""How things stood when a simulated period began (N2)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.fakes.trade import Trade

from assignment.domain.portfolios import Period
from assignment.domain.settings import Settings, Strategy
from assignment.domain.simulation import Opening
from assignment.usecases.open_simulation import Returning, opening_of
from contracts.customers import CustomerStatus
from contracts.orders import Channel, OrderState


@pytest.fixture
def trade() -> Iterator[Trade]:
    found = Trade()
    yield found
    found.close()


def opening(trade: Trade, period: Period, draft: Settings | None = None) -> Opening:
    draft = draft or Settings()
    deps = trade.house.deps
    roster = trade.run(deps.companies.current()).roster
    return trade.run(opening_of(deps, draft, period, roster, Returning(deps, draft)))


@pytest.mark.req("N2")
def test_a_simulation_begins_with_what_people_carried_then_also_if_it_went_to_others_since(trade: Trade) -> None:
    for _ in range(2):
        trade.hire("Sellers")
    first, second = sorted(trade.staff)
    trade.open_card(first, Channel.OFFICE, first)
    trade.hear_all()
    (card,) = trade.cards.values()
    for _ in range(3):
        trade.place(card, None, None)
    trade.hear_all()
    closed, moved, shipped_later = trade.orders.values()
    trade.move(closed, first, OrderState.CANCELLED)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    start = trade.now
    trade.pass_time(timedelta(hours=1))
    trade.move(trade.orders[shipped_later.id], first, OrderState.CANCELLED)
    trade.hear_all()
    trade.transfer(first, second, open_orders=True)
    trade.work()
    trade.place(card, None, None)
    trade.hear_all()

    balance = opening(trade, Period(start, trade.now)).balance

    assert balance.held == {moved.id: first, shipped_later.id: first}
    assert (balance.waiting, balance.given) == ([], {})


@pytest.mark.req("N2", "N14")
def test_what_waited_when_the_period_began_waits_whatever_became_of_it_since(trade: Trade) -> None:
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    for chosen in (None, seller):
        trade.open_card(seller, Channel.OFFICE, chosen)
    trade.hear_all()
    new, known = trade.cards.values()
    trade.change(seller, active=False)
    before = trade.now
    for card in (new, new, new, known, None):
        trade.place(card, None, None)
    trade.hear_all()
    given, cancelled, cancelled_before, stale, guests = trade.orders.values()
    trade.move(cancelled_before, seller, OrderState.CANCELLED)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    start = trade.now
    trade.pass_time(timedelta(hours=1))
    trade.move(trade.orders[cancelled.id], seller, OrderState.CANCELLED)
    trade.hear_all()
    trade.change(seller, active=True)
    trade.settle(Settings(strategy=Strategy.ROUND_ROBIN))
    while trade.drain():
        trade.hear_all()
    trade.pass_time(timedelta(minutes=1))
    assert all(trade.orders[each.id].manager_id == seller for each in (given, stale, guests))

    balance = opening(trade, Period(start, trade.now)).balance

    waiting = {each.id: each for each in balance.waiting}
    assert waiting.keys() == {given.id, cancelled.id, stale.id, guests.id}
    assert {each.wait.since for each in balance.waiting} == {before}
    assert [waiting[each.id].facts.link.manager for each in (given, stale, guests)] == [None, seller, None]
    assert balance.held == {}


@pytest.mark.req("N2", "N14")
@pytest.mark.parametrize("says", [{"status": CustomerStatus.POTENTIAL}, {"region": "Galicia"}])
def test_what_waits_is_of_the_customer_as_he_was_known_when_it_began(trade: Trade, says: dict[str, Any]) -> None:
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    trade.open_card(seller, Channel.OFFICE, None)
    trade.hear_all()
    (card,) = trade.cards.values()
    trade.place(card, None, None)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    trade.save_card(card, seller, None, chosen=False, **says)
    trade.hear_all()
    assert trade.drain() == 0, "it waits on as it does"
    trade.pass_time(timedelta(hours=1))
    start = trade.now
    trade.pass_time(timedelta(hours=1))
    trade.save_card(trade.cards[card.id], seller, None, chosen=False)
    trade.hear_all()

    (waiting,) = opening(trade, Period(start, trade.now)).balance.waiting

    assert waiting.facts.customer is not None
    assert {name: getattr(waiting.facts.customer, name) for name in says} == says


@pytest.mark.req("N2", "N14", "RC-6")
@pytest.mark.parametrize("merges", [1, 2])
def test_what_waits_on_a_card_that_was_merged_is_of_the_card_that_stands_before_orders_tells_so(
    trade: Trade, merges: int
) -> None:
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    for _ in range(merges):
        trade.open_card(seller, Channel.OFFICE, None)
    trade.open_card(seller, Channel.OFFICE, seller)
    trade.hear_all()
    went, *others = trade.cards.values()
    trade.place(went, None, None)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    for into in others:
        trade.merge(went, into, seller)
        trade.hear(*[each for each in trade.bus if each.event.subject == went.id])
        went = into
        trade.pass_time(timedelta(hours=1))

    (waiting,) = opening(trade, Period(trade.now, trade.now + timedelta(hours=1))).balance.waiting

    assert (waiting.customer_id, waiting.facts.link.manager) == (went.id, seller)


@pytest.mark.req("N2", "N14", "RC-6")
def test_what_waits_is_of_whom_orders_told_last_also_after_a_merge_was_taken_back(trade: Trade) -> None:
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    for _ in range(2):
        trade.open_card(seller, Channel.OFFICE, None)
    trade.hear_all()
    went, stands = trade.cards.values()
    trade.place(went, None, None)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    trade.merge(went, stands, seller)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    trade.unmerge(trade.cards[went.id], seller)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))

    (waiting,) = opening(trade, Period(trade.now, trade.now + timedelta(hours=1))).balance.waiting

    assert waiting.customer_id == went.id


@pytest.mark.req("N2")
def test_a_quota_counts_from_the_midnight_of_who_has_it(trade: Trade) -> None:
    trade.hire("Sellers", daily_quota=5, time_zone="America/New_York")
    (seller,) = trade.staff
    trade.open_card(seller, Channel.OFFICE, seller)
    trade.hear_all()
    (card,) = trade.cards.values()
    # From four in the morning in New York to half past eleven in the evening, and an hour later.
    trade.pass_time(timedelta(hours=19, minutes=30))
    for _ in range(2):
        trade.place(card, None, None)
        trade.hear_all()
        trade.pass_time(timedelta(hours=1))
    yesterday, today = trade.orders.values()
    start = trade.now
    trade.place(card, None, None)
    trade.hear_all()

    given = opening(trade, Period(start, trade.now)).balance.given

    assert {order: each.staff_id for order, each in given.items()} == {today.id: seller}
    assert yesterday.id not in given
