"""What a quote became counts in the quota of the seller with whom it came, in a simulation as in earnest."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Settings
from contracts.orders import Channel


@pytest.fixture
def trade() -> Iterator[Trade]:
    """One seller, who is given one order a day, and two customers of nobody."""
    with trading(1, daily_quota=1) as made:
        (seller,) = made.staff
        made.settle(Settings())
        for _ in range(2):
            made.open_card(seller, Channel.OFFICE, None)
        made.hear_all()
        yield made


@pytest.mark.req("N2", "NX-23")
@pytest.mark.parametrize("since", [timedelta(seconds=1), timedelta(minutes=2)], ids=["in the period", "before it"])
def test_an_accepted_quote_leaves_no_room_for_another_order_that_day(trade: Trade, since: timedelta) -> None:
    (seller,) = trade.staff
    known, new = trade.cards.values()
    began = trade.now
    trade.pass_time(timedelta(minutes=1))
    trade.place(known, seller, seller, from_quote=True)
    trade.hear_all()
    trade.pass_time(timedelta(minutes=2))
    trade.place(new, None, None)
    trade.hear_all()
    assert [order.manager_id for order in trade.orders.values()] == [seller, None]

    trade.pass_time(timedelta(minutes=1))

    Witness(trade).what_held_is_simulated_as_it_was(Period(began + since, trade.now), trade.settings)
