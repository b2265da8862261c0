"""A guest is forgotten: whoever saw to that did nothing else to his order."""

import pytest
from tests.fakes.trade import Trade

from assignment.domain.settings import Settings, Strategy
from assignment.store.orders import ORDERS


@pytest.mark.req("O16", "RC-4", "N14")
def test_an_order_of_a_forgotten_guest_goes_on_waiting_and_counts_as_handled_by_nobody() -> None:
    trade = Trade()
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    trade.place(None, None, None)
    trade.hear_all()
    (order,) = trade.orders.values()

    trade.forget_guest(order, seller)
    trade.hear_all()

    (kept,) = trade.house.memory.collection(ORDERS).docs.values()
    trade.close()
    assert (kept["order_version"], kept["manager_id"], kept["waiting"]) == (2, None, True)
    assert (kept["handled_by"], kept["wait"]["reason"]) == (None, "NO_CUSTOMER")
