"""Customers leave as a table."""

import csv
import io
from pathlib import Path

import pytest
from pymongo import InsertOne
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


@pytest.mark.parametrize("many", [50_000, pytest.param(1_000_000, marks=[pytest.mark.long, pytest.mark.timeout(1800)])])
async def test_an_export_takes_no_more_memory_however_many_cards_there_are(office: Office, many: int) -> None:
    await made(office, name="Model", address="Calle Mayor 1, 28013 Madrid", phone="+34 600 123 456")
    await multiplied(office, 5_000)
    assert await exported_lines(office) == 5_000
    few = most_memory(office)
    await multiplied(office, many)
    assert await exported_lines(office) == many
    # Had it kept them, 50,000 cards alone would take some 100 MB.
    assert most_memory(office) < few + 15


async def multiplied(office: Office, count: int) -> None:
    """Copies of the first card until there are so many, which no search finds, for that is what makes them dear."""
    cards = office.service.database.collection("customers")
    (model,) = await cards.find({}, sort=[("_id", 1)], limit=1)
    there = await cards.count({})
    for first in range(there, count, 5_000):
        copies = [
            {**model, "_id": f"{model['_id'][:-7]}{n:07}", "external_ids": [], "terms": [], "twin_keys": []}
            for n in range(first, min(first + 5_000, count))
        ]
        await cards.bulk([InsertOne(each) for each in copies], ordered=False)


async def exported_lines(office: Office) -> int:
    """Of the table without its head, read as it comes."""
    lines = -1
    async with office.admin.stream("GET", "/v1/customers/export", timeout=None) as answer:
        assert answer.status_code == 200
        async for part in answer.aiter_bytes():
            lines += part.count(b"\n")
    return lines


def most_memory(office: Office) -> int:
    """Of the service since it started, in MB."""
    status = Path(f"/proc/{office.service.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
