"""Worked checks 11 to 13 of the product description: the same again, late, or in one moment."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import httpx2
import pytest
from tests.support.bus import tapped
from tests.support.company import Company, Record, checked, rule_of
from tests.support.waiting import until

pytestmark = pytest.mark.req("RC-5", "RC-18")

CREATED, UPDATED = "vinculo.orders.order.created.v1", "vinculo.orders.order.updated.v1"


@pytest.mark.req("WC-11", "O7")
def test_check_11_the_same_request_five_times_is_one_order_one_decision_one_mail(company: Company) -> None:
    m1 = company.employ("m1", "Sellers")
    customer = company.customer(manager_id=m1["id"])
    lines = [{"product_id": company.goods[0]["id"], "quantity": 1}]
    body, key = {"customer_id": customer["id"], "lines": lines}, {"Idempotency-Key": uuid4().hex}
    with ThreadPoolExecutor(5) as five:
        answers = list(five.map(lambda _: company.admin.post("/v1/orders", json=body, headers=key), range(5)))
    (order_id,) = {checked(answer, 201)["id"] for answer in answers}
    order = checked(company.admin.get(f"/v1/orders/{order_id}"))
    assert company.told(company.decided(order)) == {m1["id"]}
    assert len(checked(company.admin.get("/v1/orders", params={"customer_id": customer["id"]}))["items"]) == 1
    assert len(checked(company.admin.get("/v1/decisions", params={"order_id": order_id}))["items"]) == 1
    company.mailed(order, m1)

    other = company.admin.post("/v1/orders", json={**body, "channel": "web"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:vinculo:problem:idempotency-key-reused")


@pytest.mark.req("WC-11", "O7", "O6")
async def test_check_11_events_that_come_again_or_late_decide_and_mail_nothing_more(company: Company) -> None:
    m1 = await asyncio.to_thread(company.employ, "m1", "Sellers")
    customer = await asyncio.to_thread(company.customer, manager_id=m1["id"])
    async with tapped(company.system.urls["amqp"]) as tap:
        order = await asyncio.to_thread(company.order, customer)
        await asyncio.to_thread(company.decided, order)
        for number in (2, 3):
            await asyncio.to_thread(company.change, f"/v1/orders/{order['id']}", {})
            decision = await asyncio.to_thread(company.decided, order, number)
            assert rule_of(decision) == ("O6", "NO_CHANGE")
        (first,) = tap.about(order["id"], CREATED)
        (second, _third) = tap.about(order["id"], UPDATED)
        for _ in range(5):
            await tap.again(first)
        # As news that was never heard of: only its version tells that it is late.
        for message in (second, first):
            await tap.again(message, id=uuid4().hex)
        later = await asyncio.to_thread(company.order, customer)
        told = await asyncio.to_thread(company.told, await asyncio.to_thread(company.decided, later))
    assert told == {m1["id"]}
    assert len(checked(company.admin.get("/v1/decisions", params={"order_id": order["id"]}))["items"]) == 3
    assert company.manager_of(order) == company.card_of(customer) == m1["id"]
    assert len(company.mails_about(order, m1)) == 1


@pytest.mark.req("WC-11")
def test_check_11_an_older_version_does_not_come_after_a_newer_one(company: Company) -> None:
    order = company.order(company.customer())
    company.decided(order)
    path, lines = f"/v1/orders/{order['id']}", [{"product_id": company.goods[1]["id"], "quantity": 7}]
    seen = company.admin.get(path).headers["ETag"]
    saved = checked(company.admin.patch(path, json={"lines": lines}, headers={"If-Match": seen}))
    late = company.admin.patch(path, json={"manager_id": None}, headers={"If-Match": seen})
    assert late.status_code == 412
    assert late.json()["version"] == saved["version"]
    assert company.admin.patch(path, json={}).status_code == 428


@pytest.mark.req("WC-12", "ML-28", "ML-29")
def test_check_12_the_same_submission_twice_is_one_order(company: Company) -> None:
    customer = company.customer()
    with company.browser() as browser:
        checked(browser.get(company.link(customer)["url"]))
        checked(browser.post("/shop/cart", json={"product_id": company.goods[0]["id"], "quantity": 3}))
        submission = {"submission_id": uuid4().hex}
        with ThreadPoolExecutor(4) as four:
            answers = list(four.map(lambda _: browser.post("/shop/orders", json=submission), range(4)))
    assert len({checked(answer, 201)["id"] for answer in answers}) == 1
    assert len(checked(company.admin.get("/v1/orders", params={"customer_id": customer["id"]}))["items"]) == 1


@pytest.mark.req("WC-13", "O14", "O7", "RC-10")
@pytest.mark.parametrize(
    "count", [60, pytest.param(1000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])], ids=str
)
def test_check_13_two_orders_by_link_at_once_meet_one_manager_and_the_wheel_stays_fair(
    company: Company, count: int
) -> None:
    m2, m3 = company.employ("m2", "Sellers"), company.employ("m3", "Sellers")
    company.distribute(m2, m3)
    assert company.goods
    with ThreadPoolExecutor(4) as some:
        customers = list(some.map(company.customer, (f"Customer {n}" for n in range(count))))
        pairs = list(some.map(lambda customer: two_at_once(company, customer), customers))
    decided = [[company.decided(order) for order in pair] for pair in pairs]
    assert Counter(decision["row"] for pair in decided for decision in pair) == {"O14": count, "O7": count}
    turns = Counter[str]()
    for customer, pair in zip(customers, decided, strict=True):
        (manager,) = {decision["order_manager_id"] for decision in pair}
        assert company.card_of(customer) == manager
        turns[manager] += 1
    assert turns.keys() <= {m2["id"], m3["id"]}
    assert abs(turns[m2["id"]] - turns[m3["id"]]) <= 1
    for order, decision in zip(pairs[0], decided[0], strict=True):
        assert company.told(decision) == {decision["order_manager_id"]}
        company.mailed(order, m2 if decision["order_manager_id"] == m2["id"] else m3)


def two_at_once(company: Company, customer: Record) -> list[Record]:
    """The customer has two links, each with a cart of its own; both carts are sent in one moment."""
    with ExitStack() as stack:
        devices = [stack.enter_context(company.browser()) for _ in range(2)]
        for device in devices:
            patiently(device, "GET", company.link(customer)["url"])
            patiently(device, "POST", "/shop/cart", {"product_id": company.goods[0]["id"], "quantity": 1})
        with ThreadPoolExecutor(2) as both:
            return list(both.map(lambda device: patiently(device, "POST", "/shop/orders", submission()), devices))


def submission() -> Record:
    return {"submission_id": uuid4().hex}


def patiently(device: httpx2.Client, method: str, url: str, body: Record | None = None) -> Record:
    """As soon as the door lets so many in."""

    def knock() -> httpx2.Response | None:
        answer = device.request(method, url, json=body)
        return answer if answer.status_code != 429 else None

    answer = until(knock)
    assert answer is not None
    content: Record = checked(answer)
    return content
