"""Transfers as whoever asks for them sees them."""

from collections.abc import Sequence

from tests.integration.assignment.company import Company, Json
from tests.support.waiting import eventually


async def transferred(company: Company, **body: object) -> Json:
    """Asks for a transfer; as it is once it is done."""
    asked = await company.admin.post("/v1/transfers", json=body)
    assert asked.status_code == 202, asked.text
    assert asked.headers["location"] == f"/v1/transfers/{asked.json()['id']}"
    return await done(company, asked.json()["id"])


async def undone(company: Company, transfer: Json) -> Json:
    """Asks to undo it; the undo as it is once it is done."""
    asked = await company.admin.post(f"/v1/transfers/{transfer['id']}/undo")
    assert asked.status_code == 202, asked.text
    return await done(company, asked.json()["id"])


async def done(company: Company, transfer_id: str) -> Json:
    """The transfer once it is done."""

    async def look() -> Json | None:
        seen = await company.admin.get(f"/v1/transfers/{transfer_id}")
        assert seen.status_code == 200, seen.text
        assert seen.headers["etag"] == f'"{seen.json()["version"]}"'
        return dict(seen.json()) if seen.json()["state"] == "done" else None

    return await eventually(look) or {}


async def rows(company: Company, transfer: Json, **query: str) -> dict[str, Json]:
    """Its rows by customer, collected over pages of two."""
    found: list[Json] = []
    cursor: str | None = ""
    while cursor is not None:
        wanted = {**query, "limit": "2", **({"cursor": cursor} if cursor else {})}
        page = await company.admin.get(f"/v1/transfers/{transfer['id']}/rows", params=wanted)
        assert page.status_code == 200, page.text
        found += page.json()["items"]
        cursor = page.json()["next"]
    assert [row["customer_id"] for row in found] == sorted(row["customer_id"] for row in found)
    return {row["customer_id"]: row for row in found}


async def managers(company: Company, customers: Sequence[str]) -> list[str | None]:
    """Whose they are."""
    return [(await company.link_of(each))["manager_id"] for each in customers]
