"""Each strategy and each condition of the distribution settings, over HTTP and the bus."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company, Json, card, now, order, staff
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.customers import CustomerStatus, Temperature
from contracts.money import Money
from contracts.orders import Channel, OrderKind

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def company(running_company: Company) -> Company:
    await running_company.service.forgets("orders")
    return replace(running_company, ids={})


async def seller(company: Company, *groups: str, **fields: Any) -> str:
    return await company.employs(f"m{new_id()[-12:]}", *(groups or ("Sellers",)), **fields)


async def pooled(company: Company, strategy: str, *members: str, **settings: Any) -> str:
    """Only these are asked, on a wheel of their own; its name."""
    name = new_id()
    await company.distributes(strategy, pools=[{"name": name, "members": list(members)}], **settings)
    return name


async def came(company: Company, customer: Json | None = None, **fields: Any) -> str | None:
    """Who gets an order of a new customer."""
    customer_id = new_id()
    await company.service.hears(card(customer_id, by=staff("somebody"), **(customer or {})))
    return (await company.decided(order(customer_id, **fields))).manager_id


EURO, LEU = Money.of(Decimal(100), "EUR"), Money.of(Decimal(100), "RON")


@pytest.mark.req("RC-11", "O14")
@pytest.mark.parametrize(
    ("when", "inside", "outside"),
    [
        ({"channel": ["web", "api"]}, {"channel": Channel.WEB}, {"channel": Channel.POS}),
        ({"kind": "quote"}, {"kind": OrderKind.QUOTE}, {"kind": OrderKind.ORDER}),
        ({"currency": "RON"}, {"currency": "RON", "total": LEU}, {"currency": "EUR", "total": EURO}),
        ({"language": "es"}, {"language": "es"}, {"language": "ro"}),
        ({"country": "ES"}, {"country": "ES"}, {"country": "RO"}),
        ({"country": "BG"}, {"customer": {"country": "BG"}}, {"customer": {"country": "RO"}}),
        ({"region": ["Galicia"]}, {"customer": {"region": "Galicia"}}, {"customer": {"region": "Asturias"}}),
        ({"total_from": "100"}, {"total": EURO}, {"total": Money.of(Decimal("99.99"), "EUR")}),
        ({"total_below": "100"}, {"total": Money.of(Decimal("99.99"), "EUR")}, {"total": EURO}),
        (
            {"status": "potential"},
            {"customer": {"status": CustomerStatus.POTENTIAL}},
            {"customer": {"status": CustomerStatus.CURRENT}},
        ),
        (
            {"temperature": ["hot", "warm"]},
            {"customer": {"temperature": Temperature.WARM}},
            {"customer": {"temperature": Temperature.COLD}},
        ),
    ],
    ids=lambda each: next(iter(each)),
)
async def test_a_pool_gets_what_its_condition_asks_for_and_nothing_else(
    company: Company, when: Json, inside: Json, outside: Json
) -> None:
    m1, m2 = await seller(company), await seller(company)
    pools = [{"name": new_id(), "when": when, "members": [m1]}, {"name": new_id(), "members": [m2]}]
    await company.distributes("round_robin", pools=pools)

    assert await came(company, **inside) == m1
    assert await came(company, **outside) == m2


@pytest.mark.req("RC-11")
async def test_a_pool_tells_new_customers_from_those_who_ordered_before(company: Company) -> None:
    m1, m2 = await seller(company), await seller(company)
    pools = [{"name": new_id(), "when": {"returning": True}, "members": [m1]}, {"name": new_id(), "members": [m2]}]
    await company.distributes("round_robin", pools=pools)
    customer = await company.customer()

    assert (await company.decided(order(customer))).manager_id == m2
    await company.leaves(m2)
    assert (await company.decided(order(customer))).manager_id == m1


@pytest.mark.req("RC-11", "O15")
async def test_an_order_that_is_saved_again_does_not_count_as_one_that_he_had_before(
    company: Company,
) -> None:
    m1 = await seller(company)
    await company.distributes("round_robin", pools=[{"name": new_id(), "when": {"returning": True}, "members": [m1]}])
    customer, placed = await company.customer(), now().replace(microsecond=123_456)
    said = await company.decided(order(customer, ordered_at=placed))
    again: Any = {"order_id": said.order_id, "version": 2, "verb": "saved", "ordered_at": placed}
    await company.service.hears(order(customer, **again))

    async def twice() -> list[Json] | None:
        found = await company.ledger(order_id=said.order_id)
        return found if len(found) == 2 else None

    entries = await eventually(twice)

    assert entries is not None
    assert [entry["outcome"]["order_manager"] for entry in entries] == [None, None]
    assert [entry["facts"]["customer"]["returning"] for entry in entries] == [False, False]


@pytest.mark.req("RC-11", "O15")
async def test_a_pool_of_a_group_has_who_is_in_the_group_and_an_empty_one_gives_to_nobody(company: Company) -> None:
    rep = await seller(company, "Field reps", "Sellers")
    await seller(company)
    await company.distributes("round_robin", pools=[{"name": new_id(), "groups": ["Field reps"]}])
    assert {await came(company) for _ in range(2)} == {rep}

    await company.change(f"/v1/staff/{rep}", {"groups": ["Sellers"]})
    customer = await company.customer()
    said = await company.decided(order(customer))
    assert (said.manager_id, said.decided.reason) == (None, "UNASSIGNED_NO_CANDIDATE")
    (entry,) = await company.ledger(order_id=said.order_id)
    assert entry["outcome"]["draw"]["outcome"] == "empty_pool"


@pytest.mark.req("RC-9", "O14")
async def test_round_robin_is_in_turn_and_weighted_by_agreed_shares(company: Company) -> None:
    m1, m2 = await seller(company, weight=1), await seller(company, weight=3)
    await pooled(company, "round_robin", m1, m2)
    assert Counter([await came(company) for _ in range(6)]) == {m1: 3, m2: 3}
    await pooled(company, "weighted", m1, m2)
    assert Counter([await came(company) for _ in range(8)]) == {m1: 2, m2: 6}


@pytest.mark.req("RC-9", "O14")
async def test_least_loaded_goes_by_open_orders_also_when_many_come_at_once(company: Company) -> None:
    m1, m2, m3 = [await seller(company) for _ in range(3)]
    customer = await company.customer(m1)
    for _ in range(4):
        assert (await company.decided(order(customer))).manager_id == m1
    await pooled(company, "least_loaded", m1, m2, m3)

    customers = [await company.customer() for _ in range(8)]
    events = [order(each) for each in customers]
    await company.service.hears(*events)

    given = Counter([(await company.said(event.order.id)).manager_id for event in events])
    assert given == {m2: 4, m3: 4}


@pytest.mark.req("RC-9")
async def test_a_daily_quota_is_never_exceeded_whatever_was_finished_meanwhile(company: Company) -> None:
    m1, m2 = await seller(company, daily_quota=2), await seller(company, daily_quota=1)
    await pooled(company, "round_robin", m1, m2)
    first = order(await company.customer())
    taken = (await company.decided(first)).manager_id
    done: Any = {"order_id": first.order.id, "version": 3, "verb": "shipped", "state": "shipped", "manager_id": taken}
    await company.service.hears(order(first.order.customer_id, by=staff(taken or ""), **done))

    rest = [await came(company) for _ in range(4)]

    assert Counter([taken, *rest]) == {m1: 2, m2: 1, None: 2}


@pytest.mark.req("RC-9", "N1")
async def test_every_version_of_the_settings_is_kept_with_who_made_it_and_when(company: Company) -> None:
    m1 = await seller(company)
    pool = await pooled(company, "weighted", m1, max_age="PT2H")
    await company.distributes("off")
    current = (await company.admin.get("/v1/distribution")).json()

    newest, before = (await company.admin.get("/v1/distribution/versions", params={"limit": 2})).json()["items"]

    assert newest == current
    assert (before["version"], before["strategy"], before["max_age"]) == (current["version"] - 1, "weighted", "PT2H")
    assert before["pools"][0]["name"] == pool
    assert (before["changed_by_name"], before["changed_by"]) == ("Admin", current["changed_by"])
    assert before["updated_at"] < newest["updated_at"]
    one = await company.admin.get(f"/v1/distribution/versions/{before['version']}")
    assert one.json() == before
    assert one.headers["etag"] == f'"{before["version"]}"'
    seen, path = [], "/v1/distribution/versions?limit=3"
    while path:
        page = await company.admin.get(path)
        seen += [item["version"] for item in page.json()["items"]]
        path = page.links["next"]["url"] if "next" in page.links else ""
    assert seen == list(range(current["version"], 0, -1))
    for missing in ("0", str(current["version"] + 1)):
        assert (await company.admin.get(f"/v1/distribution/versions/{missing}")).status_code == 404
    assert (await company.admin.get("/v1/distribution/versions/x")).status_code == 422


@pytest.mark.req("NX-14")
async def test_who_may_not_change_the_settings_does_not_see_their_history(company: Company) -> None:
    name = f"m{new_id()[-12:]}"
    await company.employs(name, "Sellers")
    client = await company.service.as_(f"{name}@vinculo.test")
    await company.service.lets_in(client, path="/v1/decisions")
    assert (await client.get("/v1/distribution/versions")).status_code == 403
    assert (await client.get("/v1/distribution/versions/1")).status_code == 403
