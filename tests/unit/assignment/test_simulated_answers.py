"""What was asked about customers when it was decided is simulated as it was answered then, whatever became of them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from contracts.customers import Customer
from contracts.orders import Channel, OrderKind, OrderState


@pytest.fixture
def trade() -> Iterator[Trade]:
    """A seller has those who ordered before, and two cards have nobody."""
    with trading() as made:
        one, _ = made.staff
        pool = Pool("known", When(returning=True), members=(one,))
        made.settle(Settings(strategy=Strategy.ROUND_ROBIN, pools=(pool,)))
        for _ in range(2):
            made.open_card(one, Channel.OFFICE, None)
        made.hear_all()
        yield made


def places(trade: Trade, card: Customer, kind: OrderKind = OrderKind.ORDER) -> None:
    trade.pass_time(timedelta(minutes=1))
    trade.place(card, None, None, kind=kind)
    trade.hear_all()


def simulated_as_it_was(trade: Trade) -> None:
    trade.pass_time(timedelta(minutes=1))
    held = Period(trade.settled_at + timedelta(seconds=1), trade.now)
    Witness(trade).what_held_is_simulated_as_it_was(held, trade.settings)


@pytest.mark.req("N2", "RC-11")
def test_who_ordered_before_did_so_also_if_his_orders_are_of_another_card_now(trade: Trade) -> None:
    one, _ = trade.staff
    went, stands = trade.cards.values()
    places(trade, went)
    places(trade, went)
    assert [order.manager_id for order in trade.orders.values()] == [None, one]
    trade.merge(went, stands, one)
    trade.hear_all()
    simulated_as_it_was(trade)


@pytest.mark.req("N2", "RC-11")
def test_who_was_new_was_so_also_if_older_orders_came_to_his_card_since(trade: Trade) -> None:
    one, _ = trade.staff
    went, stands = trade.cards.values()
    places(trade, went)
    places(trade, stands)
    waited, _ = trade.orders.values()
    trade.move(waited, one, OrderState.CANCELLED)
    trade.hear_all()
    trade.merge(went, stands, one)
    trade.hear_all()
    simulated_as_it_was(trade)


@pytest.mark.req("RC-11", "N2")
def test_who_asked_for_a_quote_is_new_until_he_orders(trade: Trade) -> None:
    one, _ = trade.staff
    card, _ = trade.cards.values()
    for kind in (OrderKind.QUOTE, OrderKind.ORDER, OrderKind.ORDER):
        places(trade, card, kind)
    assert [order.manager_id for order in trade.orders.values()] == [None, None, one]
    simulated_as_it_was(trade)


@pytest.mark.req("RC-11", "N2")
def test_a_draft_that_asks_first_whether_he_ordered_before_counts_no_quotes(trade: Trade) -> None:
    card, _ = trade.cards.values()
    draft = trade.settings
    trade.settle(Settings(strategy=Strategy.OFF))
    began = trade.now
    for kind in (OrderKind.QUOTE, OrderKind.PURCHASE, OrderKind.ORDER):
        places(trade, card, kind)
    trade.pass_time(timedelta(minutes=1))
    command = SimulateDistribution(draft, Period(began, trade.now))
    simulation = trade.run(simulate_distribution(trade.house.deps, command))
    assert [each.entry.order_ids for each in simulation.differences] == [(list(trade.orders)[-1],)]
