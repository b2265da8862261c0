"""The stale radar over HTTP: whose manager is missing, and what is at stake."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company, Json, now, order, staff
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.money import Money
from contracts.orders import OrderKind

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module")
async def company(running_company: Company) -> Company:
    """Nobody has a customer, and nobody orders."""
    await running_company.service.forgets("orders", "links")
    return replace(running_company, ids={})


async def seller(company: Company, name: str) -> str:
    return await company.employs(f"{name}{new_id()[-12:]}", "Sellers")


async def buys(company: Company, customer: str, amount: str, currency: str = "EUR", **fields: Any) -> None:
    """An order of that total."""
    total = Money.of(Decimal(amount), currency)
    await company.decided(order(customer, currency=currency, total=total, **fields))


async def stale(company: Company, **query: Any) -> list[Json]:
    found = await company.admin.get("/v1/stale", params=query)
    assert found.status_code == 200, found.text
    return list(found.json()["items"])


@pytest.mark.req("N10")
async def test_only_customers_of_who_is_inactive_or_away_are_on_it_with_who_why_and_since_when(
    company: Company,
) -> None:
    gone, away, cover = await seller(company, "gone"), await seller(company, "away"), await seller(company, "k")
    lost, waiting = await company.customer(gone), await company.customer(away)
    await company.customer(cover)
    assert await stale(company) == []

    await company.leaves(gone)
    start, end = now() - timedelta(hours=1), now() + timedelta(hours=1)
    absence = {"from": start.isoformat(), "to": end.isoformat(), "cover_id": cover}
    assert (await company.admin.post(f"/v1/staff/{away}/absences", json=absence)).status_code == 201

    first, second = await stale(company)
    assert (first["customer"], first["manager"]["id"], first["manager"]["why"]) == (
        {"id": waiting, "name": "Ana Pop"},
        away,
        "away",
    )
    assert (first["manager"]["cover"]["id"], first["manager"]["until"][:19]) == (cover, end.isoformat()[:19])
    assert (second["customer"]["id"], second["manager"]["why"], second["manager"]["until"]) == (lost, "inactive", None)
    assert second["manager"]["since"] == (await company.admin.get(f"/v1/staff/{gone}")).json()["inactive_since"]
    assert [each["customer"]["id"] for each in await stale(company, why="inactive")] == [lost]
    assert [each["customer"]["id"] for each in await stale(company, manager_id=away)] == [waiting]

    await company.change(f"/v1/staff/{gone}", {"active": True})
    assert [each["customer"]["id"] for each in await stale(company)] == [waiting]


@pytest.mark.req("N10")
async def test_what_is_at_stake_is_the_money_of_twelve_months_by_currency_and_what_is_open(company: Company) -> None:
    m1 = await seller(company, "m")
    small, big, none = [await company.customer(m1) for _ in range(3)]
    await buys(company, small, "10.00")
    await buys(company, small, "99.00", "RON")
    await buys(company, big, "20.50")
    await buys(company, big, "4.00", kind=OrderKind.PURCHASE)
    await buys(company, big, "1000.00", kind=OrderKind.QUOTE)
    await buys(company, big, "1000.00", ordered_at=now() - timedelta(days=366))
    cancelled = new_id()
    await buys(company, big, "1000.00", order_id=cancelled)
    off: Any = {"version": 3, "verb": "cancelled", "state": "cancelled", "manager_id": m1}
    await company.service.hears(order(big, order_id=cancelled, by=staff(m1), **off))
    await company.leaves(m1)

    async def settled() -> list[Json]:
        found = await stale(company, sort="money", currency="EUR")
        return found if found[0]["open_orders"] == 4 else []

    first, second, third = await eventually(settled)
    assert (first["customer"]["id"], first["spent"]) == (big, [{"amount": "24.50", "currency": "EUR"}])
    assert (second["customer"]["id"], second["open_orders"]) == (small, 2)
    assert second["spent"] == [{"amount": "10.00", "currency": "EUR"}, {"amount": "99.00", "currency": "RON"}]
    assert (third["customer"]["id"], third["open_orders"], third["spent"]) == (none, 0, [])
    by_lei = await stale(company, sort="money", currency="RON")
    assert by_lei[0]["customer"]["id"] == small
    (summary,) = (await company.admin.get("/v1/stale/managers")).json()["items"]
    assert (summary["manager"]["id"], summary["customers"], summary["open_orders"]) == (m1, 3, 6)
    assert summary["spent"] == [{"amount": "34.50", "currency": "EUR"}, {"amount": "99.00", "currency": "RON"}]


@pytest.mark.req("N10")
async def test_it_is_read_page_by_page_in_either_order(company: Company) -> None:
    m1 = await seller(company, "m")
    customers = [await company.customer(m1) for _ in range(5)]
    for at, customer in enumerate(customers[:3]):
        await buys(company, customer, f"{at + 1}.00")
    await company.leaves(m1)

    for query in ("sort=since", "sort=money&currency=EUR"):
        seen, path = [], f"/v1/stale?limit=2&{query}"
        while path:
            page = await company.admin.get(path)
            seen += [item["customer"]["id"] for item in page.json()["items"]]
            path = page.links["next"]["url"] if "next" in page.links else ""
        assert seen == [
            each["customer"]["id"] for each in (await company.admin.get(f"/v1/stale?{query}")).json()["items"]
        ]
        assert sorted(seen) == sorted(customers)


@pytest.mark.req("N10", "NX-16", "N15")
async def test_who_sees_only_his_own_customers_sees_no_others_here(company: Company) -> None:
    m1, m2 = await seller(company, "m"), f"n{new_id()[-12:]}"
    me = await company.employs(m2, "Sellers")
    client = await company.service.as_(f"{m2}@vinculo.test")
    await company.customer(m1)
    mine = await company.customer(me)
    await company.leaves(m1)
    away = {"from": (now() - timedelta(hours=1)).isoformat(), "to": (now() + timedelta(hours=1)).isoformat()}
    assert (await company.admin.post(f"/v1/staff/{me}/absences", json=away)).status_code == 201
    await company.service.lets_in(client, path="/v1/stale")

    assert [each["customer"]["id"] for each in (await client.get("/v1/stale")).json()["items"]] == [mine]
    assert [each["manager"]["id"] for each in (await client.get("/v1/stale/managers")).json()["items"]] == [me]
    assert len(await stale(company)) == 2


@pytest.mark.req("N10")
@pytest.mark.parametrize(
    "query",
    [{"sort": "money"}, {"sort": "name"}, {"currency": "euros"}, {"why": "lazy"}, {"cursor": "x"}, {"limit": 0}],
    ids=str,
)
async def test_wrong_questions_are_refused(company: Company, query: Json) -> None:
    assert (await company.admin.get("/v1/stale", params=query)).status_code == 422
