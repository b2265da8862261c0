"""The queue of orders that nobody has: seen, and claimed."""

import asyncio
from dataclasses import replace
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company, order, staff, told
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import OrderUnassigned
from contracts.orders import OrderEvent

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def company(running_company: Company) -> Company:
    """Nothing waits, and what comes will: distribution is off."""
    await running_company.service.forgets("orders")
    company = replace(running_company, ids={})
    await company.distributes("off")
    return company


async def joins(company: Company, *groups: str) -> tuple[str, httpx2.AsyncClient]:
    """Somebody new: his id, and a client that calls as he; the service knows him already."""
    name = f"m{new_id()[-12:]}"
    staff_id = await company.employs(name, *groups)
    client = await company.service.as_(f"{name}@vinculo.test")

    async def known() -> bool:
        return "not an active member" not in (await client.get("/v1/unassigned")).text

    await eventually(known)
    return staff_id, client


async def waits(company: Company, customer: str | None = None, **fields: Any) -> OrderEvent:
    """An order that nobody got."""
    event = order(customer or await company.customer(), **fields)
    assert (await company.decided(event)).manager_id is None
    return event


@pytest.mark.req("N14")
async def test_what_waits_longest_comes_first_with_its_reason_its_age_and_what_a_manager_wants_to_know(
    company: Company,
) -> None:
    by_link = {"name": "off", "when": {"channel": "link"}, "strategy": "off"}
    await company.distributes("round_robin", pools=[by_link, {"name": "empty"}])
    first = await waits(company)
    second = await waits(company, channel="web")
    m1, _ = await joins(company, "Managers")
    mine = await company.decided(order(await company.customer(m1)))
    assert mine.manager_id == m1

    seen = (await company.admin.get("/v1/unassigned")).json()

    assert [item["order_id"] for item in seen["items"]] == [first.order.id, second.order.id]
    assert seen["counts"] == {"UNASSIGNED_DISTRIBUTION_OFF": 1, "UNASSIGNED_NO_CANDIDATE": 1}
    one, two = seen["items"]
    assert (one["reason"], one["detail"]) == ("UNASSIGNED_DISTRIBUTION_OFF", "off")
    assert (two["reason"], two["detail"], two["pool"]) == ("UNASSIGNED_NO_CANDIDATE", "empty_pool", "empty")
    assert one["customer"] == {"id": first.order.customer_id, "name": "Ana Pop"}
    assert one["total"] == {"amount": "12.50", "currency": "EUR"}
    assert (one["number"], one["kind"], one["channel"]) == (first.order.number, "order", "link")
    assert one["since"] <= two["since"]
    assert one["age_seconds"] >= 0
    explained = await company.admin.get(f"/v1/decisions/{two['decision_id']}/explain")
    assert "the pool for this kind of order has no members" in explained.json()["text"]


@pytest.mark.req("N14")
async def test_the_queue_is_read_page_by_page_and_by_reason(company: Company) -> None:
    came = [(await waits(company)).order.id for _ in range(5)]

    seen, path = [], "/v1/unassigned?limit=2"
    while path:
        page = await company.admin.get(path)
        seen += [item["order_id"] for item in page.json()["items"]]
        path = page.links["next"]["url"] if "next" in page.links else ""

    assert seen == came
    other = await company.admin.get("/v1/unassigned", params={"reason": "HELD"})
    assert other.json()["items"] == []
    for wrong in ({"reason": "because"}, {"cursor": "x"}, {"limit": 0}):
        assert (await company.admin.get("/v1/unassigned", params=wrong)).status_code == 422


@pytest.mark.req("N14", "NX-16", "N15")
async def test_who_sees_only_his_own_sees_no_queue_and_claims_nothing(company: Company) -> None:
    waiting = await waits(company)
    _, seller = await joins(company, "Sellers")
    _, boss = await joins(company, "Supervisors")

    assert (await seller.get("/v1/unassigned")).status_code == 403
    assert (await seller.post(f"/v1/unassigned/{waiting.order.id}/claim")).status_code == 403
    assert (await boss.get("/v1/unassigned")).status_code == 200
    refused = await boss.post(f"/v1/unassigned/{waiting.order.id}/claim")
    assert (refused.status_code, refused.json()["detail"]) == (403, "the permission manager is needed")


@pytest.mark.req("N14", "O12", "RC-15")
async def test_a_claim_is_a_save_by_that_manager_who_has_order_and_card_then(company: Company) -> None:
    waiting = await waits(company)
    m1, client = await joins(company, "Managers")

    claimed = await client.post(f"/v1/unassigned/{waiting.order.id}/claim", headers={"Idempotency-Key": "k"})

    assert claimed.status_code == 200, claimed.text
    assert (claimed.json()["manager_id"], claimed.json()["order_id"]) == (m1, waiting.order.id)
    said = await company.said(waiting.order.id, 2)
    assert (said.manager_id, said.decided.reason, said.recipients) == (m1, "EDITOR", ())
    assert (await company.link_of(waiting.order.customer_id or ""))["manager_id"] == m1
    taken, first = await company.ledger(order_id=waiting.order.id)
    assert (taken["corrects"], taken["facts"]["actor"]) == (first["id"], m1)
    assert (await client.get("/v1/unassigned")).json()["items"] == []
    again = await client.post(f"/v1/unassigned/{waiting.order.id}/claim", headers={"Idempotency-Key": "k"})
    assert again.json() == claimed.json()


@pytest.mark.req("N14", "O10")
async def test_who_claims_the_order_of_a_customer_whose_manager_left_replaces_him(company: Company) -> None:
    m1, _ = await joins(company, "Managers")
    customer = await company.customer(m1)
    await company.leaves(m1)
    waiting = await waits(company, customer)
    m2, client = await joins(company, "Managers")

    assert (await client.post(f"/v1/unassigned/{waiting.order.id}/claim")).status_code == 200

    said = await company.said(waiting.order.id, 2)
    assert (said.manager_id, said.decided.reason) == (m2, "ACTOR_REPLACED_STALE")
    assert (await company.link_of(customer))["manager_id"] == m2


@pytest.mark.req("N14")
async def test_of_many_who_claim_at_once_one_has_it_and_the_others_are_told_who(company: Company) -> None:
    waiting = await waits(company)
    managers = [await joins(company, "Managers") for _ in range(4)]
    names = {staff_id: name for name, staff_id in company.ids.items()}

    answers = await asyncio.gather(
        *(client.post(f"/v1/unassigned/{waiting.order.id}/claim") for _, client in managers for _ in range(2))
    )

    winners = {answer.json()["manager_id"] for answer in answers if answer.status_code == 200}
    assert len(winners) == 1
    (winner,) = winners
    losers = [answer.json() for answer in answers if answer.status_code != 200]
    assert len(losers) == 6
    for problem in losers:
        assert (problem["status"], problem["manager_id"], problem["manager_name"]) == (409, winner, names[winner])
    assert len(await company.ledger(order_id=waiting.order.id)) == 2


@pytest.mark.req("N14", "O7")
async def test_the_second_order_of_a_new_customer_goes_to_whoever_claimed_the_first(company: Company) -> None:
    one = await waits(company)
    two = await waits(company, one.order.customer_id)
    m1, first = await joins(company, "Managers")
    _, second = await joins(company, "Managers")

    await first.post(f"/v1/unassigned/{one.order.id}/claim")
    answer = await second.post(f"/v1/unassigned/{two.order.id}/claim")

    assert (answer.status_code, answer.json()["manager_id"]) == (409, m1)
    assert (await company.said(two.order.id, 2)).manager_id == m1


@pytest.mark.req("N14", "O0")
async def test_a_cancelled_order_leaves_the_queue_and_cannot_be_claimed(company: Company) -> None:
    waiting = await waits(company)
    m1, client = await joins(company, "Managers")
    fields: Any = {"order_id": waiting.order.id, "version": 3, "verb": "cancelled", "state": "cancelled"}
    await company.service.hears(order(waiting.order.customer_id, by=staff(m1), **fields))

    async def gone() -> bool:
        return not (await client.get("/v1/unassigned")).json()["items"]

    await eventually(gone)
    refused = await client.post(f"/v1/unassigned/{waiting.order.id}/claim")
    assert (refused.status_code, refused.json()["state"]) == (409, "cancelled")
    assert (await client.post("/v1/unassigned/nothing/claim")).status_code == 404


@pytest.mark.req("O15")
async def test_supervisors_are_told_once_about_an_order_however_often_it_is_saved(company: Company) -> None:
    boss, _ = await joins(company, "Supervisors")
    waiting = await waits(company)
    first = await company.service.tells(OrderUnassigned, lambda event: event.order_id == waiting.order.id)
    assert told(first)[boss] == "supervisor"

    saved_by: Any = {"order_id": waiting.order.id, "version": 3, "verb": "saved", "by": staff(boss)}
    await company.service.hears(order(waiting.order.customer_id, **saved_by))

    async def saved() -> bool:
        return len(await company.ledger(order_id=waiting.order.id)) == 2

    await eventually(saved)
    again = (await company.ledger(order_id=waiting.order.id))[0]
    assert again["outcome"]["recipients"] == []
