"""Which orders wait for a customer when his card is given to somebody is simulated as it was then, whichever card they
were said to be of before (N2, C7)."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, Strategy
from contracts.orders import Channel, OrderState


@pytest.fixture
def trade() -> Iterator[Trade]:
    """Nobody is given what comes to two cards that nobody has."""
    with trading() as made:
        made.settle(Settings(strategy=Strategy.ROUND_ROBIN, pools=(Pool("nobody"),)))
        one, _ = made.staff
        for _ in range(2):
            made.open_card(one, Channel.OFFICE, None)
        made.hear_all()
        made.pass_time(timedelta(minutes=1))
        yield made


def simulated_as_it_was(trade: Trade) -> None:
    trade.pass_time(timedelta(minutes=1))
    held = Period(trade.settled_at + timedelta(seconds=1), trade.now)
    Witness(trade).what_held_is_simulated_as_it_was(held, trade.settings)


@pytest.mark.req("N2", "RC-6")
def test_an_order_that_came_before_the_news_that_two_cards_are_two_again_goes_with_its_own(trade: Trade) -> None:
    one, two = trade.staff
    went, stands = trade.cards.values()
    trade.merge(went, stands, one)
    trade.hear_all()
    trade.unmerge(trade.cards[went.id], one)
    trade.place(trade.cards[went.id], None, None)
    trade.hear(trade.bus[-1])
    trade.hear_all()
    trade.tell_anew(heal=True)
    trade.save_card(trade.cards[went.id], one, two, chosen=True)
    trade.hear_all()
    assert [order.manager_id for order in trade.orders.values()] == [two]
    simulated_as_it_was(trade)


@pytest.mark.req("N2", "RC-6")
def test_an_order_whose_news_of_a_merge_is_on_its_way_does_not_go_with_the_card_that_stands(trade: Trade) -> None:
    one, two = trade.staff
    went, stands = trade.cards.values()
    trade.place(went, None, None)
    trade.hear_all()
    (order,) = trade.orders
    trade.merge(went, stands, one)
    trade.hear(trade.bus[0])
    trade.save_card(stands, one, two, chosen=True)
    trade.hear(trade.bus[-1])
    trade.move(trade.orders[order], one, OrderState.CANCELLED)
    trade.hear(trade.bus[-1])
    trade.hear_all()
    assert trade.orders[order].manager_id is None
    simulated_as_it_was(trade)
