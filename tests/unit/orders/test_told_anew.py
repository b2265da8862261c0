"""What orders tells anew of its orders (N5)."""

import pytest
from tests.unit.orders.made import customer
from tests.unit.orders.office import open_office

from contracts.orders import OrderRestated
from contracts.replay import Replay
from orders.domain.lifecycle import State
from orders.usecases.follow_merge import follow_merge
from orders.usecases.restate_orders import restate_orders


@pytest.mark.req("N5", "RC-15")
async def test_an_order_is_told_anew_with_all_that_was_done_to_it_itself() -> None:
    office = await open_office()
    order = await office.sells()
    await office.moves(await office.saves(order, quantity=3), State.CONFIRMED)
    await office.uses.customers.keep(customer("a", version=2, merged_into="b"), new=False)
    await follow_merge(office.uses, "a")

    ((_, told),) = await restate_orders(office.uses, Replay(id="r", heal=False), "", 10)

    assert isinstance(told, OrderRestated)
    assert (told.order.version, [deed.version for deed in told.order.earlier]) == (4, [1, 2, 3])
    assert [deed.state for deed in told.order.earlier] == ["new", "new", "confirmed"]
