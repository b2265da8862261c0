"""Loyalty and speed through the API, on orders that came over the bus (RC-1, RC-4)."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.assignment.company import Company, now, order, staff
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.base import Act, Actor
from contracts.orders import OrderEvent, OrderKind

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def company(running_company: Company) -> Company:
    """Shared by the tests of this file; each looks at a year of its own."""
    return running_company


def at(event: OrderEvent, moment: datetime) -> OrderEvent:
    """The same, acted then."""
    return event.model_copy(update={"act": Act(**{**event.act.model_dump(), "at": moment.isoformat()})})


def placed(customer: str | None, when: datetime, **fields: Any) -> OrderEvent:
    return order(customer, ordered_at=when, **fields)


async def figures(company: Company, year: int, path: str = "figures") -> dict[str, Any]:
    query = {"from": f"{year}-01-01T00:00:00Z", "to": f"{year + 1}-01-01T00:00:00Z"}
    found = await company.admin.get(f"/v1/portfolios/{path}", params=query)
    assert found.status_code == 200, found.text
    return dict(found.json())


@pytest.mark.req("RC-1")
async def test_the_share_of_customers_who_meet_the_same_manager_again(company: Company) -> None:
    m1, m2 = await company.sellers(f"A-{new_id()[-8:]}", f"B-{new_id()[-8:]}")
    customer, day = await company.customer(m1), now().replace(year=2011, month=6, day=1)
    for number, event in enumerate(
        [
            placed(customer, day.replace(year=2010)),
            placed(customer, day),
            placed(customer, day + timedelta(days=1), by=staff(m2), choice=m2),
            placed(customer, day + timedelta(days=2)),
            placed(customer, day + timedelta(days=3), kind=OrderKind.QUOTE),
            placed(None, day, by=staff(m1), choice=m1),
        ]
    ):
        assert (await company.decided(event)).manager_id is not None, number

    found = await figures(company, 2011)
    rows = {item["staff_id"]: item for item in found["items"]}
    assert [rows[m1][name] for name in ("orders", "returning_orders", "same_manager")] == [3, 2, 1]
    assert [rows[m2][name] for name in ("orders", "returning_orders", "same_manager")] == [1, 1, 0]
    assert (rows[m1]["repeat_rate"], found["total"]["repeat_rate"]) == (0.5, 0.3333)
    assert (await figures(company, 2011, f"{m1}/figures"))["items"] == [rows[m1]]


@pytest.mark.req("RC-4")
async def test_how_long_an_order_waits_for_the_first_act_of_a_member_of_staff(company: Company) -> None:
    (m1,) = await company.sellers(f"A-{new_id()[-8:]}")
    shop = await company.employs(f"Shop-{new_id()[-8:]}", "Integrations")
    customer, day = await company.customer(m1), now().replace(year=2014, month=6, day=1)
    first, again = placed(customer, day), placed(customer, day + timedelta(days=1))
    own = placed(customer, day + timedelta(days=2), by=staff(m1), created_by=m1)
    left = placed(customer, day + timedelta(days=3), by=staff(shop), created_by=shop)
    for event in (first, again, own, left):
        await company.decided(event)

    def acts(event: OrderEvent, version: int, by: str, seconds: int, verb: str = "saved") -> OrderEvent:
        when = event.order.ordered_at
        assert when is not None
        said = order(
            customer,
            order_id=event.order.id,
            version=version,
            verb=verb,
            by=Actor(kind="staff", id=by),
            ordered_at=when,
        )
        return at(said, when + timedelta(seconds=seconds))

    await company.service.hears(
        acts(first, 2, m1, 60, "confirmed"), acts(first, 3, m1, 600), acts(again, 2, m1, 20), acts(left, 2, shop, 5)
    )

    async def told() -> dict[str, Any]:
        (row,) = (await figures(company, 2014, f"{m1}/figures"))["items"]
        return row if row["known"]["orders"] + row["new"]["orders"] == 2 else {}

    row = await eventually(told)
    assert row["new"] == {"orders": 1, "median_seconds": 60, "p90_seconds": 60}
    assert row["known"] == {"orders": 1, "median_seconds": 20, "p90_seconds": 20}
    assert row["unhandled"] == 1


@pytest.mark.req("RC-1", "RC-4", "NX-18", "N15")
async def test_a_seller_sees_his_own_figures_alone_also_as_a_table(company: Company) -> None:
    m1, m2 = await company.sellers(f"A-{new_id()[-8:]}", f"B-{new_id()[-8:]}")
    for manager in (m1, m2):
        await company.decided(placed(await company.customer(manager), now().replace(year=2017, month=6, day=1)))
    emails = {item["id"]: item["email"] for item in (await company.admin.get("/v1/staff?limit=200")).json()["items"]}
    seller = await company.service.as_(emails[m1])
    query = {"from": "2017-01-01T00:00:00Z", "to": "2018-01-01T00:00:00Z"}

    found = (await seller.get("/v1/portfolios/figures", params=query)).json()
    assert ([item["staff_id"] for item in found["items"]], found["total"]) == ([m1], None)
    for stranger in (m2, "nobody"):
        assert (await seller.get(f"/v1/portfolios/{stranger}/figures", params=query)).status_code == 404
    table = await seller.get("/v1/portfolios/figures", params=query, headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [(row["staff_id"], row["orders"], row["unhandled"]) for row in rows] == [(m1, "1", "1")]
    whole = await company.admin.get("/v1/portfolios/figures", params=query, headers={"Accept": "text/csv"})
    assert [row["orders"] for row in csv.DictReader(io.StringIO(whole.text))] == ["1", "1", "2"]
    assert (await company.admin.get("/v1/portfolios/figures")).status_code == 422
