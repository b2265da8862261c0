"""Portfolios and statements through the API, on links that the service made (RC-2, N6)."""

import csv
import io
from typing import Any

import httpx2
import pytest
from tests.integration.assignment.company import Company, card, staff

from chassis.ids import new_id
from contracts.assignment import LinkEvent

pytestmark = pytest.mark.asyncio(loop_scope="module")
LONG_AGO = "2020-01-01T00:00:00Z"


@pytest.fixture(scope="module")
def company(running_company: Company) -> Company:
    """Shared by the tests of this file; each has people of its own."""
    return running_company


async def sellers(company: Company) -> tuple[str, str]:
    """Two who are new."""
    one, two = await company.sellers(f"One-{new_id()[-8:]}", f"Two-{new_id()[-8:]}")
    return one, two


async def statement(client: httpx2.AsyncClient, staff_id: str, **query: Any) -> dict[str, Any]:
    found = await client.get(f"/v1/portfolios/{staff_id}/statement", params={"from": LONG_AGO, **query})
    assert found.status_code == 200, found.text
    return dict(found.json())


async def counts(client: httpx2.AsyncClient, **query: Any) -> dict[str, int]:
    found = await client.get("/v1/portfolios", params=query)
    assert found.status_code == 200, found.text
    return {item["staff_id"]: item["customers"] for item in found.json()["items"]}


async def moves(company: Company, customer: str, version: int, to: str | None, by: str) -> str:
    """A human changes the card; when the link moved."""
    await company.service.hears(card(customer, version=version, verb="saved", by=staff(by), choice=to))
    await company.service.tells(LinkEvent, lambda event: (event.customer_id, event.version) == (customer, version))
    return str((await company.admin.get(f"/v1/links/{customer}/history")).json()["items"][-1]["from"])


@pytest.mark.req("RC-2", "N6")
async def test_a_statement_tells_what_he_had_gained_lost_and_has_and_adjoining_ones_chain(company: Company) -> None:
    m1, m2 = await sellers(company)
    stays, goes, cleared = [await company.customer(m1) for _ in range(3)]
    first = await moves(company, goes, 2, m2, by=m2)
    then = await moves(company, cleared, 2, None, by=m1)

    whole = await statement(company.admin, m1)
    assert (whole["opening"], whole["gained"], whole["lost"], whole["closing"]) == (0, 3, 2, 1)
    assert whole["reasons"] == [
        {"reason": "CARD", "gained": 3, "lost": 0},
        {"reason": "CARD_CHANGED", "gained": 0, "lost": 1},
        {"reason": "CARD_CLEARED", "gained": 0, "lost": 1},
    ]
    assert {item["customer_id"] for item in whole["items"][:3]} == {stays, goes, cleared}
    lost = whole["items"][3]
    assert (lost["at"], lost["change"], lost["customer_id"], lost["customer_name"]) == (first, "lost", goes, "Ana Pop")
    assert (lost["other_manager_id"], lost["by"], lost["reason"]) == (m2, m2, "CARD_CHANGED")
    assert lost["other_manager_name"] == lost["by_name"]
    assert (await company.admin.get(f"/v1/decisions/{lost['decision_id']}")).json()["reason"] == "CARD_CHANGED"
    assert (whole["items"][4]["at"], whole["items"][4]["other_manager_id"]) == (then, None)

    parts = [
        await statement(company.admin, m1, to=first),
        await statement(company.admin, m1, **{"from": first, "to": then}),
        await statement(company.admin, m1, **{"from": then}),
    ]
    assert [(part["opening"], part["closing"]) for part in parts] == [(0, 3), (3, 2), (2, 1)]
    assert [item for part in parts for item in part["items"]] == whole["items"]
    assert (await statement(company.admin, m2))["closing"] == 1


@pytest.mark.req("RC-2")
async def test_counts_at_any_instant(company: Company) -> None:
    m1, m2 = await sellers(company)
    customer = await company.customer(m1)
    moved = await moves(company, customer, 2, m2, by=m2)

    now = await counts(company.admin)
    assert (now.get(m1, 0), now[m2]) == (0, 1)
    assert await counts(company.admin, at=moved) == now
    assert await counts(company.admin, at=moved, recount=True) == now
    linked = (await company.admin.get(f"/v1/links/{customer}/history")).json()["items"][0]["from"]
    then = await counts(company.admin, at=linked)
    assert (then[m1], then.get(m2, 0)) == (1, 0)
    assert await counts(company.admin, at=LONG_AGO) == {}


@pytest.mark.req("N6")
async def test_pages_of_a_statement_together_are_the_whole_and_a_closed_period_stays_as_it_is(
    company: Company,
) -> None:
    m1, m2 = await sellers(company)
    customers = [await company.customer(m1) for _ in range(5)]
    end = await moves(company, customers[0], 2, m2, by=m2)
    path, query = f"/v1/portfolios/{m1}/statement", {"from": LONG_AGO, "to": end}
    before = await company.admin.get(path, params=query)

    items, cursor = [], None
    while True:
        page = await statement(company.admin, m1, to=end, limit=2, **({} if cursor is None else {"cursor": cursor}))
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert items == before.json()["items"]
    assert len(items) == 5

    await moves(company, customers[1], 2, m2, by=m2)
    await company.leaves(m1)
    assert (await company.admin.get(path, params=query)).content == before.content


@pytest.mark.req("N6", "N15", "NX-18")
async def test_a_seller_sees_his_own_figures_and_nobody_elses_by_any_road(company: Company) -> None:
    m1, m2 = await sellers(company)
    await company.customer(m1)
    await company.customer(m2)
    rep = await company.employs(f"Rep-{new_id()[-8:]}", "Field reps")
    names = {item["id"]: item["email"] for item in (await company.admin.get("/v1/staff?limit=200")).json()["items"]}
    seller, field = await company.service.as_(names[m1]), await company.service.as_(names[rep])
    await company.service.lets_in(seller, path="/v1/portfolios")

    assert await counts(seller) == {m1: 1}
    assert await counts(seller, at=LONG_AGO) == {m1: 0}
    assert (await statement(seller, m1))["closing"] == 1
    for accept in ("application/json", "text/csv"):
        for stranger in (m2, "nobody"):
            path = f"/v1/portfolios/{stranger}/statement"
            found = await seller.get(path, params={"from": LONG_AGO}, headers={"Accept": accept})
            assert found.status_code == 404
        table = await seller.get("/v1/portfolios", headers={"Accept": accept})
        assert m2 not in table.text
    assert (await company.admin.get(f"/v1/portfolios/nobody/statement?from={LONG_AGO}")).status_code == 404
    assert (await field.get("/v1/portfolios")).status_code == 403
    assert (await field.get(f"/v1/portfolios/{rep}/statement?from={LONG_AGO}")).status_code == 403


@pytest.mark.req("N6")
async def test_a_table_for_a_spreadsheet_counts_along_and_runs_nothing(company: Company) -> None:
    m1, m2 = await sellers(company)
    customer = await company.customer(m1)
    other = await company.customer(m1)
    await company.service.database.collection("customers").update_many({"_id": other}, {"$set": {"name": "=1+1"}})
    await moves(company, customer, 2, m2, by=m2)

    headers = {"Accept": "text/csv, */*;q=0.1"}
    found = await company.admin.get(f"/v1/portfolios/{m1}/statement", params={"from": LONG_AGO}, headers=headers)
    assert found.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(found.text)))
    assert [(row["change"], row["customers"]) for row in rows] == [
        ("opening", "0"),
        ("gained", "1"),
        ("gained", "2"),
        ("lost", "1"),
        ("closing", "1"),
    ]
    assert {row["customer_name"] for row in rows} == {"", "Ana Pop", "'=1+1"}
    table = csv.DictReader(io.StringIO((await company.admin.get("/v1/portfolios", headers=headers)).text))
    assert {row["staff_id"]: row["customers"] for row in table}[m1] == "1"


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({}, "query:from"),
        ({"from": "soon"}, "query:from"),
        ({"from": "2026-03-04T10:00:00Z", "to": "2026-03-04T09:59:59Z"}, "query:to"),
        ({"from": LONG_AGO, "cursor": "WyJ4Il0"}, "query:cursor"),
    ],
)
async def test_a_period_that_makes_no_sense_is_refused(company: Company, query: dict[str, str], pointer: str) -> None:
    found = await company.admin.get("/v1/portfolios/anybody/statement", params=query)
    assert (found.status_code, found.json()["errors"][0]["pointer"]) == (422, pointer)
