"""Somebody leaves and comes back: what becomes of his customers, and who is asked to see to them (M1, M2)."""

from datetime import timedelta

import pytest
from tests.integration.assignment.company import Company, card, now, order, staff, told

from chassis.ids import new_id
from contracts.assignment import CustomerManagerCleared, CustomerManagerLinked, StaffChanged, StaffDeactivated

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def quiet(office: Company, *members: str) -> None:
    """Only these are on the wheel."""
    await office.distributes("round_robin", pools=[{"name": office.domain, "members": members}])


@pytest.mark.req("M1")
async def test_supervisors_are_asked_once_to_reassign_what_he_leaves(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    boss = await office.employs("Boss", "Supervisors")
    gone = await office.employs("Gone", "Supervisors", active=False)
    customers = [await office.customer(m1) for _ in range(2)]
    shipped = order(customers[0])
    await office.decided(shipped)
    await office.decided(order(customers[1]))
    sent = order(customers[0], order_id=shipped.order.id, version=2, verb="shipped", state="shipped")
    await office.decided(sent, 2)

    await office.leaves(m1)
    task = await office.service.tells(StaffDeactivated, lambda event: event.staff_id == m1)

    assert (task.customers, task.open_orders) == (2, 1)
    asked = {each.staff_id: each.role for each in task.recipients}
    assert asked[boss] == "supervisor"
    assert not {gone, m1, m2} & set(asked)
    for customer in customers:
        assert (await office.link_of(customer))["version"] == 1

    await office.change(f"/v1/staff/{m1}", {"name": "M. One"})
    await office.service.tells(StaffChanged, lambda event: (event.member.id, event.member.version) == (m1, 3))
    # Whatever follows from the change of name follows before the next one leaves.
    await office.customer(m2)
    await office.leaves(m2)
    await office.service.tells(StaffDeactivated, lambda event: event.staff_id == m2)
    assert len(office.service.told_of(m1, StaffDeactivated)) == 1


@pytest.mark.req("M1")
async def test_whoever_leaves_nothing_is_nobodys_task(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await office.customer(m2)
    await office.leaves(m1)
    await office.leaves(m2)
    await office.service.tells(StaffDeactivated, lambda event: event.staff_id == m2)
    assert office.service.told_of(m1, StaffDeactivated) == []


@pytest.mark.req("M2", "O13", "O7")
async def test_stale_links_hold_again_when_he_comes_back_and_replaced_ones_are_not_taken_back(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await quiet(office, m2)
    kept, replaced = await office.customer(m1), await office.customer(m1)
    await office.leaves(m1)
    assert (await office.decided(order(replaced))).manager_id == m2

    await office.change(f"/v1/staff/{m1}", {"active": True})

    said = await office.decided(order(kept))
    assert (said.manager_id, said.decided.reason) == (m1, "CUSTOMER_MANAGER")
    assert (await office.link_of(kept))["version"] == 1
    assert (await office.decided(order(replaced))).manager_id == m2
    assert (await office.link_of(replaced))["manager_id"] == m2


@pytest.mark.req("M1", "M2", "C1")
async def test_a_card_saved_before_its_manager_was_deactivated_keeps_him_stale(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await quiet(office, m2)
    saved = now()
    await office.leaves(m1)
    customer = new_id()

    await office.service.hears(card(customer, by=staff(m2), choice=m1, at=saved))

    link = await office.service.tells(CustomerManagerLinked, lambda event: event.customer_id == customer)
    assert (link.manager_id, link.decided.row, told(link)) == (m1, "C1", {})
    await office.change(f"/v1/staff/{m1}", {"active": True})
    assert (await office.decided(order(customer))).decided.reason == "CUSTOMER_MANAGER"


@pytest.mark.req("C2")
async def test_a_card_saved_after_its_manager_was_deactivated_does_not_get_him(office: Company) -> None:
    m1, m2 = await office.sellers("M1", "M2")
    await office.leaves(m1)
    customer = new_id()

    await office.service.hears(card(customer, by=staff(m2), choice=m1, at=now() + timedelta(seconds=1)))

    link = await office.service.tells(CustomerManagerCleared, lambda event: event.customer_id == customer)
    assert (link.manager_id, link.decided.reason) == (None, "MANAGER_INACTIVE")
    assert (await office.link_of(customer))["manager_id"] is None
