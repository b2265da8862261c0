"""What was done to an order counts in its order, and a closed one is told what became of it, also over the bus."""

import pytest
from tests.integration.assignment.company import Company, Json, now, order, staff
from tests.support.waiting import eventually

from contracts.orders import Deed, OrderState

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.req("RC-15", "O12", "N3")
async def test_the_manager_who_saved_first_has_order_and_card_also_if_only_the_second_save_was_heard_of(
    office: Company,
) -> None:
    first, second = await office.sellers("First", "Second")
    await office.distributes("off")
    customer = await office.customer()
    placed = order(customer)
    await office.decided(placed)
    by_first = Deed(version=2, by=first, at=now(), state=OrderState.NEW, manager_id=None, decisions=1)
    seen: Json = {"order_id": placed.order.id, "verb": "saved", "decisions": 1}

    said = await office.decided(order(customer, version=3, by=staff(second), earlier=(by_first,), **seen), 2)
    await office.service.hears(order(customer, version=2, by=staff(first), **seen))

    assert (said.manager_id, said.order_version, said.decided.reason) == (first, 2, "EDITOR")
    assert (await office.link_of(customer))["manager_id"] == first

    async def versions() -> list[int]:
        return [each["facts"]["order"]["version"] for each in await office.ledger(order_id=placed.order.id)]

    async def all_decided() -> bool:
        return 4 in await versions()

    await office.service.hears(order(customer, order_id=placed.order.id, version=4, verb="saved", by=staff(second)))
    await eventually(all_decided)
    assert await versions() == [4, 3, 2, 1]


@pytest.mark.req("O0", "C8")
async def test_an_order_that_was_cleared_and_cancelled_at_once_is_told_that_it_is_nobodys(office: Company) -> None:
    (seller,) = await office.sellers("Seller")
    customer = await office.customer(seller)
    placed = order(customer)
    await office.decided(placed)
    seen: Json = {"order_id": placed.order.id, "by": staff(seller), "decisions": 1}

    cleared = await office.decided(order(customer, version=2, verb="saved", choice=None, **seen), 2)
    closed = await office.decided(
        order(customer, version=3, verb="cancelled", state=OrderState.CANCELLED, choice_version=2, **seen), 3
    )

    assert (cleared.manager_id, cleared.decided.reason) == (seller, "CUSTOMER_MANAGER")
    assert (closed.manager_id, closed.decided.reason, closed.recipients) == (None, "TERMINAL_NO_CHANGE", ())
