"""An order that names no country has that of its customer's card, also if the card tells it while the order waits."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, When
from contracts.orders import Channel


@pytest.fixture
def trade() -> Iterator[Trade]:
    """A seller for Romania, and an order that waits, of a customer from nobody knows where."""
    with trading(1) as made:
        (seller,) = made.staff
        made.settle(Settings(pools=(Pool("Romania", When(country=("RO",)), members=(seller,)),)))
        made.open_card(seller, Channel.OFFICE, None)
        made.hear_all()
        (card,) = made.cards.values()
        made.pass_time(timedelta(minutes=1))
        made.place(card, None, None)
        made.hear_all()
        yield made


def tells(trade: Trade, country: str) -> None:
    (seller,), (card,) = trade.staff, trade.cards.values()
    trade.pass_time(timedelta(minutes=1))
    trade.save_card(card, seller, None, chosen=False, country=country)
    trade.hear_all()
    trade.pass_time(timedelta(minutes=1))
    trade.drain()
    trade.hear_all()


def manager(trade: Trade) -> str | None:
    (order,) = trade.orders.values()
    return order.manager_id


@pytest.mark.req("N14", "RC-11")
def test_it_comes_to_the_pool_of_that_country(trade: Trade) -> None:
    (seller,) = trade.staff
    assert manager(trade) is None
    tells(trade, "BG")
    assert manager(trade) is None
    tells(trade, "RO")
    assert manager(trade) == seller


@pytest.mark.req("N2", "N14")
def test_the_settings_that_held_are_simulated_as_they_were(trade: Trade) -> None:
    tells(trade, "RO")
    period = Period(trade.settled_at + timedelta(seconds=1), trade.now + timedelta(minutes=1))
    trade.pass_time(timedelta(minutes=2))
    Witness(trade).what_held_is_simulated_as_it_was(period, trade.settings)
