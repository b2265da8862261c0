"""The worked checks of the product description, through the gateway, with real mails; check 9 is in test_absence."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from uuid import uuid4

import httpx2
import pytest
from tests.support.bus import tapped
from tests.support.company import Company, Record, checked
from tests.support.system import until

pytestmark = pytest.mark.req("RC-5", "RC-18")


CREATED, UPDATED = "vinculo.orders.order.created.v1", "vinculo.orders.order.updated.v1"


def rule_of(decision: Record) -> tuple[str, str]:
    return decision["row"], decision["reason"]


@pytest.mark.req("WC-1", "RC-7", "RC-13", "O7", "ML-25", "ML-28", "ML-29")
def test_check_1_an_order_by_link_goes_to_the_customers_manager(company: Company) -> None:
    m1 = company.employ("m1", "Sellers", language="ro")
    customer = company.customer(manager_id=m1["id"])
    order = company.order_by_link(customer)
    decision = company.decided(order)
    assert rule_of(decision) == ("O7", "CUSTOMER_MANAGER")
    assert company.manager_of(order) == company.card_of(customer) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)
    seen = checked(company.as_(m1).get(f"/v1/orders/{order['id']}"))
    assert (seen["number"], seen["state"], seen["customer"]["name"]) == (order["number"], "new", customer["name"])


@pytest.mark.req("WC-2", "RC-8", "RC-9", "RC-10", "RC-11", "O13", "M1")
def test_check_2_a_stale_manager_is_replaced_by_distribution(company: Company) -> None:
    m1, m2, m3 = (company.employ(name, "Sellers") for name in ("m1", "m2", "m3"))
    customer = company.customer(manager_id=m1["id"])
    until(lambda: company.system.mails(m1["email"]))
    company.distribute(m2, m3)
    company.deactivate(m1)
    order = company.order_by_link(customer)
    decision = company.decided(order)
    assert rule_of(decision) == ("O13", "INACTIVE_REPLACED")
    winner = next(member for member in (m2, m3) if member["id"] == decision["order_manager_id"])
    assert company.manager_of(order) == company.card_of(customer) == winner["id"]
    assert company.told(decision) == {winner["id"]}
    assert not company.mails_about(order, m1)


@pytest.mark.req("WC-3", "O15", "O10", "RC-9")
def test_check_3_without_distribution_the_order_waits_until_a_manager_saves_it(company: Company) -> None:
    m1, m3 = company.employ("m1", "Sellers"), company.employ("m3", "Managers")
    boss = company.employ("boss", "Supervisors")
    customer = company.customer(manager_id=m1["id"])
    until(lambda: company.system.mails(m1["email"]))
    company.distribute(strategy="off")
    company.deactivate(m1)
    order = company.order_by_link(customer)
    waiting = company.decided(order)
    assert rule_of(waiting) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")
    assert company.manager_of(order) is None
    card = f"/v1/customers/{customer['id']}"
    until(lambda: checked(company.admin.get(card))["manager"]["state"] == "stale")
    assert company.card_of(customer) == m1["id"]
    assert boss["id"] in company.told(waiting)
    assert company.mailed(order, boss)

    company.change(f"/v1/orders/{order['id']}", {}, by=m3)
    saved = company.decided(order, 2)
    assert rule_of(saved) == ("O10", "ACTOR_REPLACED_STALE")
    assert company.manager_of(order) == company.card_of(customer) == m3["id"]
    assert not company.mails_about(order, m1)


@pytest.mark.req("WC-4", "RC-12", "O11")
def test_check_4_a_manager_who_creates_an_order_for_a_new_customer_has_him(company: Company) -> None:
    m2 = company.employ("m2", "Managers")
    customer = company.customer()
    order = company.order(customer, by=m2)
    decision = company.decided(order)
    assert rule_of(decision) == ("O11", "CREATOR")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]
    assert company.told(decision) == set()
    assert not company.system.mails(m2["email"])


@pytest.mark.req("WC-5", "RC-7", "O7")
def test_check_5_an_order_that_somebody_else_creates_goes_to_the_customers_manager(company: Company) -> None:
    m1, m2 = company.employ("m1", "Managers"), company.employ("m2", "Managers")
    customer = company.customer(manager_id=m1["id"])
    order = company.order(customer, by=m2)
    decision = company.decided(order)
    assert rule_of(decision) == ("O7", "CUSTOMER_MANAGER")
    assert company.manager_of(order) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)


@pytest.mark.req("WC-6", "O4")
def test_check_6_a_chosen_manager_gets_the_order_and_leaves_the_link(company: Company) -> None:
    m1, m2 = company.employ("m1", "Managers"), company.employ("m2", "Managers")
    customer = company.customer(manager_id=m1["id"])
    order = company.order(customer, by=m2, manager_id=m2["id"])
    decision = company.decided(order)
    assert rule_of(decision) == ("O4", "ORDER_OVERRIDE_LINK_KEPT")
    assert company.manager_of(order) == m2["id"]
    assert company.card_of(customer) == m1["id"]
    assert company.told(decision) == {m1["id"]}
    assert company.mailed(order, m1)


@pytest.mark.req("WC-7", "RC-14", "O2")
def test_check_7_an_orders_manager_fills_the_empty_card(company: Company) -> None:
    m3 = company.employ("m3", "Sellers")
    customer = company.customer()
    order = company.order(customer, manager_id=m3["id"])
    decision = company.decided(order)
    assert rule_of(decision) == ("O2", "ORDER_MANAGER_FILLED_CARD")
    assert company.card_of(customer) == m3["id"]
    assert company.told(decision) == {m3["id"]}


@pytest.mark.req("WC-8", "RC-15", "RC-16", "RC-17", "O12", "O6", "O15")
def test_check_8_the_first_manager_who_saves_gets_both_and_the_next_changes_nothing(company: Company) -> None:
    m2, m3 = company.employ("m2", "Managers"), company.employ("m3", "Managers")
    customer = company.customer()
    company.distribute(strategy="off")
    order = company.order(customer)
    path = f"/v1/orders/{order['id']}"
    assert rule_of(company.decided(order)) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")

    company.change(path, {})
    assert rule_of(company.decided(order, 2)) == ("O15", "UNASSIGNED_DISTRIBUTION_OFF")
    assert company.manager_of(order) is None

    company.change(path, {}, by=m2)
    assert rule_of(company.decided(order, 3)) == ("O12", "EDITOR")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]

    company.change(path, {}, by=m3)
    assert rule_of(company.decided(order, 4)) == ("O6", "NO_CHANGE")
    assert company.manager_of(order) == company.card_of(customer) == m2["id"]


@pytest.mark.req("WC-10", "NX-19", "NX-20", "NX-21", "C5")
def test_check_10_whoever_creates_a_customer_at_the_point_of_sale_has_him(company: Company) -> None:
    clerk = company.employ("warehouse", "Point of sale")
    customer = company.customer(by=clerk, channel="pos")
    assert customer["manager"]["id"] == clerk["id"]

    def linked() -> bool:
        return company.admin.get(f"/v1/links/{customer['id']}").is_success

    until(linked)
    link = checked(company.admin.get(f"/v1/links/{customer['id']}"))
    assert (link["manager_id"], link["reason"]) == (clerk["id"], "POS_CREATOR")


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


@pytest.mark.req("WC-14", "O0", "M4", "C7", "NX-13")
@pytest.mark.parametrize("how", ["on the card", "by transfer"])
def test_check_14_a_shipped_order_stays_with_its_manager_when_the_card_changes(company: Company, how: str) -> None:
    m1, m2 = company.employ("m1", "Sellers"), company.employ("m2", "Sellers")
    customer = company.customer(manager_id=m1["id"])
    shipped = company.order(customer)
    company.decided(shipped)
    for step in ("confirm", "produce", "ship"):
        checked(company.admin.post(f"/v1/orders/{shipped['id']}/{step}"))
    # Known as shipped by all who decide: confirm, produce and ship have each been decided.
    company.decided(shipped, 4)
    if how == "by transfer":
        body = {"from_id": m1["id"], "to_id": m2["id"], "open_orders": True}
        transfer = checked(company.admin.post("/v1/transfers", json=body), 202)
        until(lambda: checked(company.admin.get(f"/v1/transfers/{transfer['id']}"))["state"] == "done")
        done = checked(company.admin.get(f"/v1/transfers/{transfer['id']}"))
        assert (done["counts"]["assigned"], done["orders_moved"]) == (1, 0)
    else:
        company.change(f"/v1/customers/{customer['id']}", {"manager_id": m2["id"]})
    until(lambda: company.card_of(customer) == m2["id"])
    later = company.order(customer)
    assert company.decided(later)["order_manager_id"] == m2["id"]
    assert company.manager_of(shipped) == m1["id"]
    latest = checked(company.admin.get("/v1/decisions", params={"order_id": shipped["id"]}))["items"][0]
    assert (rule_of(latest), latest["order_manager_id"]) == (("O0", "TERMINAL_NO_CHANGE"), m1["id"])
