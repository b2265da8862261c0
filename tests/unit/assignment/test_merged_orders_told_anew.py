"""An order that followed what became of its customer's card, without a decision, has not drifted (N5)."""

from collections.abc import Iterator

import pytest
from tests.fakes.trade import Trade, trading

from assignment.store.orders import ORDERS
from chassis.replicas import Found
from chassis.replicas.replicas import CHECKS
from contracts.orders import Channel


@pytest.fixture
def trade() -> Iterator[Trade]:
    """An order that its seller had before its customer's card was merged."""
    with trading(1) as made:
        (seller,) = made.staff
        for _ in range(2):
            made.open_card(seller, Channel.OFFICE, seller)
        made.hear_all()
        went, stands = made.cards.values()
        made.place(went, None, None)
        made.hear_all()
        made.merge(went, stands, seller)
        made.hear_all()
        yield made


def found_of_orders(trade: Trade) -> list[Found]:
    trade.tell_anew(heal=False)
    docs = trade.house.memory.collection(CHECKS).docs.values()
    return [doc["found"] for doc in docs if doc["replica"] == "orders"]


@pytest.mark.req("N5", "RC-6")
def test_it_is_found_the_same(trade: Trade) -> None:
    assert found_of_orders(trade) == [Found.SAME]


@pytest.mark.req("N5")
def test_what_really_drifted_is_still_found(trade: Trade) -> None:
    docs = trade.house.memory.collection(ORDERS).docs
    (order_id,) = docs
    docs[order_id] = {**docs[order_id], "manager_id": "somebody"}
    assert found_of_orders(trade) == [Found.DIFFERENT]


@pytest.mark.req("N5", "RC-6")
def test_it_is_found_the_same_when_the_merge_was_undone(trade: Trade) -> None:
    (seller,) = trade.staff
    trade.unmerge(next(card for card in trade.cards.values() if card.merged_into), seller)
    trade.hear_all()
    assert found_of_orders(trade) == [Found.SAME]


@pytest.mark.req("N5", "N3")
def test_a_record_that_ran_ahead_of_what_somebody_did_is_found_different(trade: Trade) -> None:
    (seller,) = trade.staff
    (order,) = trade.orders.values()
    trade.save_order(order, seller, None, chosen=False)
    assert found_of_orders(trade) == [Found.SAME]
    docs = trade.house.memory.collection(ORDERS).docs
    docs[order.id] = {**docs[order.id], "order_version": order.version + 1}
    assert found_of_orders(trade)[-1] == Found.DIFFERENT
