"""An order that is closed before it hears whom it was given to keeps whom it had (O0), also if it is told anew in
between (N5)."""

import pytest
from tests.fakes.trade import Trade
from tests.fakes.witness import Witness

from assignment.domain.settings import Settings, Strategy
from contracts.orders import Channel, OrderState


@pytest.mark.req("O0", "N5", "N14")
@pytest.mark.parametrize("told_anew", [False, True])
def test_an_order_that_was_cancelled_in_the_queue_is_nobodys(told_anew: bool) -> None:
    trade = Trade()
    witness = Witness(trade)
    trade.hire("Sellers")
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.place(None, None, None)
    trade.hear_all()
    (order_id,) = trade.orders

    trade.orders_are_deaf = True
    trade.settle(Settings(strategy=Strategy.ROUND_ROBIN))
    assert trade.drain() == 1
    trade.move(trade.orders[order_id], next(iter(trade.staff)), OrderState.CANCELLED)
    if told_anew:
        trade.tell_anew(heal=True)
    trade.orders_are_deaf = False
    trade.hear_all()

    assert trade.orders[order_id].manager_id is None
    witness.whole()
    witness.orders_show_what_was_decided()
    trade.close()


@pytest.mark.req("O0", "RC-7")
@pytest.mark.parametrize("heard", ["before it was cleared", "with the clearing", "after it was closed"])
def test_an_order_that_was_cleared_and_cancelled_does_not_wait_for_a_decision_for_good(heard: str) -> None:
    trade = Trade()
    witness = Witness(trade)
    trade.hire("Sellers")
    (seller,) = trade.staff
    trade.open_card(seller, Channel.OFFICE, seller)
    trade.hear_all()
    (card,) = trade.cards.values()
    trade.place(card, None, None)
    (order_id,) = trade.orders
    if heard == "before it was cleared":
        trade.hear_all()
    trade.orders_are_deaf = True
    trade.save_order(trade.orders[order_id], seller, None, chosen=True)
    if heard == "with the clearing":
        trade.hear_all()
    trade.move(trade.orders[order_id], seller, OrderState.CANCELLED)
    trade.orders_are_deaf = False
    trade.hear_all()

    assert trade.orders[order_id].manager_id is None
    assert trade.pending == set()
    witness.whole()
    witness.orders_show_what_was_decided()
    trade.close()


@pytest.mark.req("O0")
@pytest.mark.parametrize("chosen", [None, "another"])
@pytest.mark.parametrize("in_turn", [True, False])
def test_an_order_that_was_cancelled_after_a_human_chose_is_whose_he_said(chosen: str | None, in_turn: bool) -> None:
    trade = Trade()
    witness = Witness(trade)
    for _ in range(2):
        trade.hire("Sellers")
    seller, another = trade.staff
    choice = another if chosen else None
    trade.open_card(seller, Channel.OFFICE, seller)
    trade.hear_all()
    (card,) = trade.cards.values()

    trade.orders_are_deaf = True
    trade.place(card, None, None)
    (order_id,) = trade.orders
    trade.save_order(trade.orders[order_id], seller, choice, chosen=True)
    trade.hear(trade.bus[0])
    if not in_turn:
        trade.deliver()
    trade.move(trade.orders[order_id], seller, OrderState.CANCELLED)
    trade.orders_are_deaf = False
    if not in_turn:
        trade.hear(trade.bus[-1])
    trade.hear_all()

    assert trade.orders[order_id].manager_id == choice
    witness.whole()
    witness.orders_show_what_was_decided()
    trade.close()
