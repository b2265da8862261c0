"""Lists: search, filters, order, pages."""

from typing import Any

import pytest
import pytest_asyncio
from tests.integration.customers.conftest import Client, Office

pytestmark = pytest.mark.asyncio(loop_scope="module")

PEOPLE: list[dict[str, Any]] = [
    {"name": "Ana Trujillo Emparedados", "email": "ana@trujillo.example", "phone": "(5) 555-4729", "status": "current"},
    {"name": "Antonio Moreno Taquería", "phone": "+52 55 5555 3932", "temperature": "hot"},
    {"name": "Бакалия Пеев", "contact_person": "Иван Пеев", "status": "current", "temperature": "cold"},
    {"name": "Ștefănescu & Fii", "email": "office@stefanescu.example", "phone": "0722 123 456", "temperature": "hot"},
    {"name": "alfreds Futterkiste", "contact_person": "Maria Anders", "email": "maria.anders@alfreds.example"},
]


@pytest_asyncio.fixture(loop_scope="module")
async def known(office: Office) -> Office:
    for person in PEOPLE:
        assert (await office.admin.post("/v1/customers", json=person)).status_code == 201
    return office


async def _names(client: Client, **query: str | int) -> list[str]:
    answer = await client.get("/v1/customers", params=query)
    assert answer.status_code == 200, answer.text
    return [card["name"].split()[0] for card in answer.json()["items"]]


@pytest.mark.req("ML-5", "ML-6", "ML-24")
async def test_customers_are_found_by_name_email_or_phone_and_filtered(known: Office) -> None:
    async def found(q: str, **more: str) -> list[str]:
        return await _names(known.admin, q=q, **more)

    assert await found("trujillo") == ["Ana"]
    assert await found("TAQUERIA mor") == ["Antonio"]
    assert await found("stefan") == ["Ștefănescu"]
    assert await found("пее") == ["Бакалия"]
    assert await found("maria") == ["alfreds"]
    assert await found("maria.anders@alf") == ["alfreds"]
    assert await found("3932") == ["Antonio"]
    assert await found("55 5555") == []
    assert await found("+40 722 123 456") == []
    assert await found("2 123 456") == ["Ștefănescu"]
    assert await found("peev") == ["Бакалия"]
    assert await found("пеев ив") == ["Бакалия"]
    assert await found("Стефан") == ["Ștefănescu"]
    assert await found("@stefanescu") == ["Ștefănescu"]
    assert await found("0722 123") == ["Ștefănescu"]
    assert await found("an") == ["Ana", "alfreds", "Antonio"]
    assert await found("an", sort="name") == ["alfreds", "Ana", "Antonio"]
    assert await found("an", status="current") == ["Ana"]
    assert await found("nowhere") == []
    assert await found("!!") == []
    assert len(await found("  ")) == 5
    assert await _names(known.admin, temperature="hot") == ["Antonio", "Ștefănescu"]
    assert await _names(known.admin, temperature="hot", status="current") == []
    assert await _names(known.admin, manager_id="nobody") == []


@pytest.mark.parametrize("sort", ["name", "-name", "created_at", "-created_at", "updated_at", "-updated_at"])
async def test_pages_together_are_the_whole_list_in_order(known: Office, sort: str) -> None:
    whole = await _names(known.admin, sort=sort)
    by_name = ["alfreds", "Ana", "Antonio", "Ștefănescu", "Бакалия"]
    by_time = [person["name"].split()[0] for person in PEOPLE]
    expected = by_name if sort.endswith("name") else by_time
    assert whole == (expected[::-1] if sort.startswith("-") else expected)
    seen: list[str] = []
    path: str | None = f"/v1/customers?sort={sort}&limit=2"
    while path is not None:
        page = await known.admin.get(path)
        seen += [card["name"].split()[0] for card in page.json()["items"]]
        path = page.links["next"]["url"] if "next" in page.links else None
        assert (path is None) == (page.json()["next"] is None)
    assert seen == whole


async def test_a_cursor_of_another_list_is_refused(known: Office) -> None:
    first = (await known.admin.get("/v1/customers", params={"sort": "created_at", "limit": 1})).json()
    for cursor in (first["next"], "garbage", "W10", "é"):
        answer = await known.admin.get("/v1/customers", params={"sort": "updated_at", "cursor": cursor})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query:cursor")
