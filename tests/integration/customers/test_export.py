"""Customers leave as a table."""

import csv
import io

import pytest
from tests.integration.customers.conftest import Client, Office
from tests.integration.customers.test_merging import made

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def table(client: Client, **params: str) -> list[dict[str, str]]:
    answer = await client.get("/v1/customers/export", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "customers.csv" in answer.headers["content-disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_an_export_holds_what_the_list_holds_and_nothing_that_runs(office: Office) -> None:
    hostile = '=HYPERLINK("http://evil.test";"x")'
    await made(
        office, name=hostile, address='Calle "Mayor", 1\n28013 Madrid', phone="+34 600 123 456", status="current"
    )
    await made(office, name="Панчо", discount_percent="7.5", temperature="hot", manager_id=office.ids["ana"])
    rows = await table(office.admin)
    assert [row["name"] for row in rows] == [f"'{hostile}", "Панчо"]
    assert rows[0]["address"] == 'Calle "Mayor", 1\n28013 Madrid'
    assert (rows[0]["phone"], rows[0]["status"], rows[0]["manager"]) == ("'+34 600 123 456", "current", "")
    assert (rows[1]["discount_percent"], rows[1]["manager"]) == ("7.5", "ana@vinculo.test")
    assert [row["name"] for row in await table(office.admin, temperature="hot")] == ["Панчо"]
    assert [row["name"] for row in await table(office.admin, q="pancho")] == ["Панчо"]
    assert await table(office.admin, status="potential", temperature="cold") == []


async def test_with_the_mark_spreadsheets_know_that_it_is_utf_8(office: Office) -> None:
    plain = await office.admin.get("/v1/customers/export")
    marked = await office.admin.get("/v1/customers/export", params={"bom": "true"})
    assert marked.content == b"\xef\xbb\xbf" + plain.content


@pytest.mark.req("NX-16", "NX-18", "N15")
async def test_an_export_needs_its_permission_and_holds_ones_own(office: Office) -> None:
    await made(office, name="Ana's", manager_id=office.ids["ana"])
    await made(office, name="Ben's", manager_id=office.ids["ben"])
    assert (await office.ana.get("/v1/customers/export")).status_code == 403
    await office.service.permits("Exporters", {"export": True})
    await office.service.employs("exa", "Sellers", "Exporters", member_id=office.ids["ana"] + "x")
    hers = await office.service.as_("exa@vinculo.test")
    await office.service.lets_in(hers, path="/v1/customers/export")
    assert await table(hers) == []
    await made(office, name="Exa's", manager_id=office.ids["ana"] + "x")
    assert [row["name"] for row in await table(hers)] == ["Exa's"]
    assert (await table(hers, manager_id=office.ids["ben"])) == []


async def test_more_than_a_page_comes_whole_and_in_order(office: Office) -> None:
    for n in range(12):
        await made(office, name=f"N{n:02}")
    cards = office.service.database.collection("customers")
    (model,) = await cards.find({}, limit=1)
    # Enough for a third page of 500.
    for n in range(1100):
        identifier = f"{model['_id'][:-6]}{n:06}"
        await cards.add({**model, "_id": identifier, "external_ids": [], "name": f"M{n}"})
    rows = await table(office.admin)
    assert len(rows) == 1112
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert len({row["id"] for row in rows}) == 1112
