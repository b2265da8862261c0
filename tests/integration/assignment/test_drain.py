"""What waits is given to somebody as soon as there is somebody, the oldest first."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company, Json, card, now, order, staff, told
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import OrderDecision
from contracts.orders import OrderEvent

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def company(running_company: Company) -> Company:
    """Nothing waits."""
    await running_company.service.forgets("orders")
    return replace(running_company, ids={})


async def seller(company: Company, **fields: Any) -> str:
    return await company.employs(f"m{new_id()[-12:]}", "Sellers", **fields)


async def pooled(company: Company, *members: str, **settings: Any) -> None:
    """Only these are asked."""
    await company.distributes("round_robin", pools=[{"name": new_id(), "members": list(members)}], **settings)


async def waits(company: Company, customer: str | None = None, **fields: Any) -> OrderEvent:
    """An order that nobody got."""
    event = order(customer or await company.customer(), **fields)
    assert (await company.decided(event)).manager_id is None
    return event


async def moved(company: Company, event: OrderEvent) -> OrderDecision:
    """What was said about it as its second decision."""
    return await company.said(event.order.id, 2)


async def shown(company: Company, event: OrderEvent) -> Json | None:
    """The order in the queue."""
    items = (await company.admin.get("/v1/unassigned", params={"limit": 200})).json()["items"]
    return next((dict(item) for item in items if item["order_id"] == event.order.id), None)


@pytest.mark.req("N14", "M2", "O14")
async def test_whoever_becomes_active_gets_what_waits_for_his_pool_the_oldest_first(company: Company) -> None:
    m1 = await seller(company, active=False)
    boss = await company.employs(f"b{new_id()[-12:]}", "Supervisors")
    await pooled(company, m1)
    waiting = [await waits(company) for _ in range(5)]

    await company.change(f"/v1/staff/{m1}", {"active": True})

    said = [await moved(company, event) for event in waiting]
    assert {(event.manager_id, event.decided.reason) for event in said} == {(m1, "DISTRIBUTED_NEW")}
    assert [event.decided.decision_id for event in said] == sorted(event.decided.decision_id for event in said)
    assert all(event.decided.causation_id.startswith("drain:") for event in said)
    assert {tuple(told(event).items()) for event in said} == {((m1, "assignee"),)}
    corrected, first = await company.ledger(order_id=waiting[0].order.id)
    assert corrected["corrects"] == first["id"]
    assert boss in {each["staff_id"] for each in first["outcome"]["recipients"]}
    assert (await company.admin.get("/v1/unassigned")).json()["items"] == []


@pytest.mark.req("N14", "RC-9")
async def test_other_settings_free_what_waits_and_what_still_waits_says_by_which_settings_and_why(
    company: Company,
) -> None:
    m1, m2 = await seller(company), await seller(company)
    await company.distributes("off")
    by_link, from_web = await waits(company), await waits(company, channel="web")

    pools = [{"name": "links", "when": {"channel": "link"}, "members": [m1, m2]}, {"name": "rest"}]
    await company.distributes("round_robin", pools=pools)

    assert (await moved(company, by_link)).manager_id in (m1, m2)
    again = await moved(company, from_web)
    assert (again.manager_id, again.decided.reason, again.recipients) == (None, "UNASSIGNED_NO_CANDIDATE", ())
    found = await shown(company, from_web)
    assert found is not None
    assert (found["reason"], found["detail"], found["pool"]) == ("UNASSIGNED_NO_CANDIDATE", "empty_pool", "rest")
    first = (await company.ledger(order_id=from_web.order.id))[1]
    assert found["since"] == first["created_at"], "it waits since the first decision"


@pytest.mark.req("N14", "RC-11")
async def test_settings_that_ask_if_he_ordered_before_have_it_answered_for_orders_that_waited_before_they_asked(
    company: Company,
) -> None:
    m1, m2, gone = await seller(company), await seller(company), await seller(company)
    customer = await company.customer(gone)
    assert (await company.decided(order(customer))).manager_id == gone
    await company.distributes("off")
    await company.leaves(gone)
    known, new = await waits(company, customer), await waits(company)

    pools = [{"name": new_id(), "when": {"returning": True}, "members": [m1]}, {"name": new_id(), "members": [m2]}]
    await company.distributes("round_robin", pools=pools)

    assert ((await moved(company, known)).manager_id, (await moved(company, new)).manager_id) == (m1, m2)
    assert (await company.ledger(order_id=known.order.id))[0]["facts"]["customer"]["returning"] is True


@pytest.mark.req("N14")
async def test_a_place_that_becomes_free_goes_to_the_oldest_order_and_to_no_other(company: Company) -> None:
    m1 = await seller(company, capacity=1)
    await pooled(company, m1)
    held = order(await company.customer())
    assert (await company.decided(held)).manager_id == m1
    first, second = await waits(company), await waits(company)

    done: Any = {"order_id": held.order.id, "version": 3, "verb": "shipped", "state": "shipped", "manager_id": m1}
    await company.service.hears(order(held.order.customer_id, by=staff(m1), **done))

    assert (await moved(company, first)).manager_id == m1
    assert await shown(company, second) is not None
    assert len(await company.ledger(order_id=second.order.id)) == 1


@pytest.mark.req("N14", "O9", "M3")
async def test_an_order_that_is_held_goes_to_its_manager_when_his_absence_is_over(company: Company) -> None:
    m1 = await seller(company)
    await pooled(company, respect_availability=True, unavailable="hold")
    customer = await company.customer(m1)
    away = {"from": (now() - timedelta(hours=1)).isoformat(), "to": (now() + timedelta(seconds=4)).isoformat()}
    made = await company.admin.post(f"/v1/staff/{m1}/absences", json=away)
    assert made.status_code == 201, made.text
    event = await waits(company, customer)
    assert (await company.ledger(order_id=event.order.id))[0]["reason"] == "HELD"

    said = await moved(company, event)

    assert (said.manager_id, said.decided.reason, told(said)) == (m1, "CUSTOMER_MANAGER", {m1: "assignee"})


@pytest.mark.req("N14", "M2", "O7")
async def test_a_manager_who_comes_back_gets_the_orders_of_his_customers_that_nobody_had_meanwhile(
    company: Company,
) -> None:
    m1 = await seller(company)
    customer = await company.customer(m1)
    await company.distributes("off")
    await company.leaves(m1)
    event = await waits(company, customer)

    await company.change(f"/v1/staff/{m1}", {"active": True})

    said = await moved(company, event)
    assert (said.manager_id, said.decided.reason) == (m1, "CUSTOMER_MANAGER")


@pytest.mark.req("N14", "O7", "O12")
async def test_when_a_manager_saves_one_order_of_a_new_customer_the_others_follow(company: Company) -> None:
    m1 = await seller(company)
    await company.distributes("off")
    one = await waits(company)
    two = await waits(company, one.order.customer_id)

    saved: Any = {"order_id": one.order.id, "version": 3, "verb": "saved", "by": staff(m1)}
    await company.service.hears(order(one.order.customer_id, **saved))

    assert (await moved(company, one)).decided.reason == "EDITOR"
    said = await moved(company, two)
    assert (said.manager_id, said.decided.reason) == (m1, "CUSTOMER_MANAGER")


@pytest.mark.req("N14", "RC-9")
async def test_what_is_too_old_for_the_settings_stays_and_says_so(company: Company) -> None:
    m1 = await seller(company, active=False)
    await pooled(company, m1, max_age="PT48H")
    old = await waits(company, ordered_at=now() - timedelta(hours=48) + timedelta(seconds=5))
    young = await waits(company)

    async def aged() -> bool:
        found = await shown(company, old)
        return found is not None and found["detail"] == "too_old"

    await eventually(aged)
    await company.change(f"/v1/staff/{m1}", {"active": True})

    assert (await moved(company, young)).manager_id == m1
    assert await shown(company, old) is not None


@pytest.mark.req("N14", "RC-9")
async def test_an_order_goes_to_the_pool_that_its_customers_card_belongs_to_by_now(company: Company) -> None:
    m1 = await seller(company)
    pool = {"name": new_id(), "when": {"status": "current", "region": "B"}, "members": [m1]}
    await company.distributes("round_robin", pools=[pool])
    customer = await company.customer(status="potential")
    waiting = await waits(company, customer)
    seen = await shown(company, waiting)
    assert seen is not None
    assert seen["detail"] == "no_pool"

    clerk = staff(await company.employs(f"c{new_id()[-12:]}", "Point of sale"))
    await company.service.hears(card(customer, version=2, verb="saved", by=clerk, status="current", region="B"))

    said = await moved(company, waiting)
    assert (said.manager_id, said.decided.reason) == (m1, "DISTRIBUTED_NEW")
    assert said.decided.causation_id.startswith("drain:")
