"""The worked checks of the rules over the bus: events in, decisions out, on real servers."""

import asyncio

import pytest
from tests.integration.assignment.company import Company, card, hears_again, hears_batched, order, staff, told
from tests.support.waiting import eventually

from contracts.assignment import OrderDecision
from contracts.orders import OrderEvent


@pytest.mark.req("RC-7", "RC-13", "O7")
async def test_1_an_order_by_link_goes_to_the_manager_on_the_card(company: Company) -> None:
    (m1,) = await company.sellers("M1")
    customer = await company.customer(m1)

    said = await company.decided(order(customer))

    assert (said.manager_id, said.decided.row, said.decided.reason) == (m1, "O7", "CUSTOMER_MANAGER")
    assert told(said) == {m1: "assignee"}
    assert (await company.link_of(customer))["manager_id"] == m1


@pytest.mark.req("RC-8", "RC-9", "RC-10", "O13")
async def test_2_an_inactive_manager_is_replaced_by_the_wheel(company: Company) -> None:
    m1, m2, m3 = await company.sellers("M1", "M2", "M3")
    customer = await company.customer(m1)
    await company.leaves(m1)

    said = await company.decided(order(customer))

    assert said.manager_id in (m2, m3)
    assert said.decided.reason == "INACTIVE_REPLACED"
    assert told(said) == {said.manager_id: "assignee"}
    link = await company.linked(customer, 2)
    assert (link.manager_id, link.previous_manager_id, link.recipients) == (said.manager_id, m1, ())
    assert (await company.link_of(customer))["manager_id"] == said.manager_id
    past, present = (await company.admin.get(f"/v1/links/{customer}/history")).json()["items"]
    assert (past["manager_id"], present["manager_id"]) == (m1, said.manager_id)
    assert past["to"] == present["from"]
    assert present["to"] is None


@pytest.mark.req("O15", "O10")
async def test_3_without_distribution_it_waits_until_a_manager_saves_it(company: Company) -> None:
    m1, m3 = await company.sellers("M1", "M3")
    boss = await company.employs("Boss", "Supervisors")
    customer = await company.customer(m1)
    await company.distributes("off")
    await company.leaves(m1)
    came = order(customer)

    waits = await company.decided(came)
    assert (waits.manager_id, waits.decided.reason) == (None, "UNASSIGNED_DISTRIBUTION_OFF")
    assert told(waits)[boss] == "supervisor"
    assert m1 not in told(waits)
    assert (await company.link_of(customer))["manager_id"] == m1

    taken = await company.decided(order(customer, order_id=came.order.id, version=3, verb="saved", by=staff(m3)), 2)
    assert (taken.manager_id, taken.decided.reason) == (m3, "ACTOR_REPLACED_STALE")
    assert (await company.link_of(customer))["manager_id"] == m3


@pytest.mark.req("RC-12", "O11")
async def test_4_who_creates_the_order_of_a_new_customer_has_both(company: Company) -> None:
    _, m2 = await company.sellers("M1", "M2")
    customer = await company.customer()

    said = await company.decided(order(customer, by=staff(m2)))

    assert (said.manager_id, said.decided.reason, said.recipients) == (m2, "CREATOR", ())
    assert (await company.linked(customer)).recipients == ()
    assert (await company.link_of(customer))["manager_id"] == m2


@pytest.mark.req("RC-7", "O7")
async def test_5_an_order_created_by_another_goes_to_the_manager_on_the_card(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)

    said = await company.decided(order(customer, by=staff(m2)))

    assert (said.manager_id, told(said)) == (m1, {m1: "assignee"})


@pytest.mark.req("O4")
async def test_6_a_deliberate_choice_holds_for_the_order_and_the_card_keeps_its_manager(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)

    said = await company.decided(order(customer, by=staff(m2), choice=m2))

    assert (said.manager_id, said.decided.reason) == (m2, "ORDER_OVERRIDE_LINK_KEPT")
    assert told(said) == {m1: "card_manager"}
    assert (await company.link_of(customer))["manager_id"] == m1


@pytest.mark.req("RC-14", "O2")
async def test_7_an_order_that_carries_a_manager_fills_the_empty_card(company: Company) -> None:
    m2, m3 = await company.sellers("M2", "M3")
    customer = await company.customer()

    said = await company.decided(order(customer, by=staff(m2), choice=m3))

    assert (said.manager_id, said.decided.reason) == (m3, "ORDER_MANAGER_FILLED_CARD")
    link = await company.link_of(customer)
    assert (link["manager_id"], link["reason"]) == (m3, "ORDER_MANAGER_FILLED_CARD")
    (entry,) = await company.ledger(customer_id=customer, reason="ORDER_MANAGER_FILLED_CARD")
    assert (entry["order_id"], entry["id"]) == (said.order_id, link["decision_id"])


@pytest.mark.req("RC-15", "RC-16", "O12", "O15", "O6")
async def test_8_an_admin_who_saves_changes_nothing_and_a_manager_who_saves_has_both(company: Company) -> None:
    m2, m3 = await company.sellers("M2", "M3")
    admin = (await company.admin.get("/v1/staff", params={"group": "Admins"})).json()["items"][0]["id"]
    await company.distributes("off")
    customer = await company.customer()
    came = order(customer)
    await company.decided(came)

    def saved(by: str, version: int, manager: str | None = None) -> asyncio.Future[None]:
        event = order(customer, order_id=came.order.id, version=version, verb="saved", by=staff(by), manager_id=manager)
        return asyncio.ensure_future(company.service.hears(event))

    await saved(admin, 3)
    await eventually(lambda: _decisions(company, came.order.id, 2))
    assert (await company.ledger(order_id=came.order.id))[0]["order_manager_id"] is None

    await saved(m2, 4)
    said = await company.said(came.order.id, 3)
    assert (said.manager_id, said.decided.reason, said.recipients) == (m2, "EDITOR", ())

    await saved(m3, 6, m2)
    await eventually(lambda: _decisions(company, came.order.id, 4))
    assert (await company.ledger(order_id=came.order.id))[0]["reason"] == "NO_CHANGE"
    assert (await company.link_of(customer))["manager_id"] == m2


async def _decisions(company: Company, order_id: str, count: int) -> bool:
    return len(await company.ledger(order_id=order_id)) == count


@pytest.mark.req("NX-19", "NX-20", "NX-21", "C5")
async def test_10_whoever_creates_a_customer_at_the_point_of_sale_has_him(company: Company) -> None:
    clerk = await company.employs("Clerk", "Point of sale")

    await company.service.hears(card("c-pos", by=staff(clerk), channel="pos", manager_id=clerk))

    link = await company.linked("c-pos")
    assert (link.manager_id, link.decided.row, link.recipients) == (clerk, "C5", ())


@pytest.mark.req("N3")
async def test_11_the_same_event_five_times_is_one_decision_and_an_older_version_is_ignored(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    came = order(customer)
    await hears_again(company, came, times=5)
    await company.said(came.order.id)

    newer = order(customer, order_id=came.order.id, version=3, verb="saved", by=staff(m2), choice=m2)
    older = order(customer, order_id=came.order.id, version=2, verb="saved", by=staff(m1), choice=m1)
    await company.decided(newer, 2)
    await company.service.hears(older)
    marker = order(customer)
    await company.decided(marker)

    entries = await company.ledger(order_id=came.order.id)
    assert [entry["row"] for entry in entries] == ["O4", "O7"]
    assert entries[0]["order_manager_id"] == m2
    said = [event for event in company.service.told if isinstance(event, OrderDecision)]
    assert [event.number for event in said if event.order_id == came.order.id] == [1, 2]


@pytest.mark.req("O14", "RC-9", "RC-10")
async def test_13_two_orders_at_once_of_each_of_many_new_customers_agree_and_the_wheel_is_fair(
    company: Company,
) -> None:
    m2, m3 = await company.sellers("M2", "M3")
    customers = [f"customer-{n:04}" for n in range(200)]
    events = [event for each in customers for event in (card(each, by=staff(m2)), order(each), order(each))]

    await hears_batched(company, events, size=40)

    orders = {event.order.id: event.order.customer_id for event in events if isinstance(event, OrderEvent)}
    given = await eventually(lambda: _given(company, orders), timeout=60)
    managers = {customer: {given[o] for o, c in orders.items() if c == customer} for customer in customers}
    assert all(len(found) == 1 for found in managers.values())
    counts = [sum(found == {m} for found in managers.values()) for m in (m2, m3)]
    assert sum(counts) == len(customers)
    assert abs(counts[0] - counts[1]) <= 1


async def _given(company: Company, orders: dict[str, str | None]) -> dict[str, str | None]:
    said = {event.order_id: event.manager_id for event in company.service.told if isinstance(event, OrderDecision)}
    return said if said.keys() == orders.keys() else {}


@pytest.mark.req("O0")
async def test_14_a_shipped_order_stays_with_its_manager_when_the_card_changes(company: Company) -> None:
    m1, m2 = await company.sellers("M1", "M2")
    customer = await company.customer(m1)
    came = order(customer)
    await company.decided(came)
    shipped = order(
        customer, order_id=came.order.id, version=5, verb="shipped", by=staff(m1), state="shipped", manager_id=m1
    )
    await company.service.hears(shipped)
    await eventually(lambda: _decisions(company, came.order.id, 2))

    await company.service.hears(card(customer, version=2, verb="saved", by=staff(m2), choice=m2))
    link = await company.linked(customer, 2)

    assert told(link) == {m1: "former_manager"}
    entries = await company.ledger(order_id=came.order.id)
    assert [(entry["row"], entry["order_manager_id"]) for entry in entries] == [("O0", m1), ("O7", m1)]
