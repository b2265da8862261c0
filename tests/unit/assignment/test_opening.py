"""What people carried when a simulated period began (N2)."""

from datetime import timedelta

import pytest
from tests.fakes.trade import Trade

from assignment.domain.portfolios import Period
from assignment.domain.settings import Settings
from assignment.usecases.simulate_distribution import opening_of
from contracts.orders import Channel, OrderState


@pytest.mark.req("N2")
def test_a_simulation_begins_with_what_people_carried_then_also_if_it_went_to_others_since() -> None:
    trade = Trade()
    try:
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

        opening = trade.run(opening_of(trade.house.deps, Settings(), Period(start, trade.now)))
        assert opening.held == {moved.id: first, shipped_later.id: first}
    finally:
        trade.close()
