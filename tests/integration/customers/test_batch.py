"""Many customers in one request, each for himself."""

from typing import Any

import pytest
from tests.integration.customers.conftest import Client, Office

from contracts.customers import CustomerCreated

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def sent(client: Client, *customers: dict[str, Any], keys: str | None = None) -> list[dict[str, Any]]:
    """What became of each."""
    rows = [
        {"customer": each, **({"idempotency_key": f"{keys}-{at}"} if keys else {})} for at, each in enumerate(customers)
    ]
    answer = await client.post("/v1/customers/batch", json={"rows": rows})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


@pytest.mark.req("ML-8", "ML-17", "NX-22")
async def test_a_bad_row_leaves_the_others_alone_and_says_what_is_wrong_with_it(office: Office) -> None:
    taken = {"name": "Ana", "external_id": "A1", "email": "ana@casa.test", "notes": [{"text": "Calls early"}]}
    rows = await sent(
        office.admin,
        taken,
        {"name": "Ben", "phone": "+34 1"},
        {"name": "Carla", "discount_percent": "101", "nickname": "C"},
        {"name": "Dan", "manager_id": office.ids["gone"]},
        {"name": "Eva", "external_id": "E1"},
    )
    assert [row["status"] for row in rows] == [201, 422, 422, 422, 201]
    faults = [[fault["pointer"] for fault in row["problem"]["errors"]] for row in rows[1:4]]
    assert faults == [["/phone"], ["/discount_percent", "/nickname"], ["/manager_id"]]
    card = (await office.admin.get(f"/v1/customers/{rows[0]['id']}")).json()
    assert (card["name"], card["last_note"]["text"], card["created_at"]) == (
        "Ana",
        "Calls early",
        rows[0]["created_at"],
    )
    await office.service.tells(CustomerCreated, lambda event: event.customer.id == rows[4]["id"])

    (again, new) = await sent(office.admin, taken, {"name": "Ana", "external_id": "A2"})
    assert (again["status"], again["problem"]["type"]) == (409, "urn:vinculo:problem:external-id-taken")
    assert (again["problem"]["existing_id"], new["status"]) == (rows[0]["id"], 201)
    listed = (await office.admin.get("/v1/customers")).json()["items"]
    assert sorted(each["name"] for each in listed) == ["Ana", "Ana", "Eva"]


async def test_the_same_rows_sent_again_after_a_lost_answer_are_made_once(office: Office) -> None:
    customers = [{"name": f"N{n}", **({"external_id": f"X{n}"} if n % 2 else {})} for n in range(100)]
    first = await sent(office.admin, *customers, keys="import")
    assert {row["status"] for row in first} == {201}
    assert await sent(office.admin, *customers, keys="import") == first
    assert await office.service.database.collection("customers").count({}) == 100
    (reused,) = await sent(office.admin, {"name": "Another"}, keys="import")
    assert (reused["status"], reused["problem"]["type"]) == (422, "urn:vinculo:problem:idempotency-key-reused")


async def test_of_several_rows_with_one_key_one_goes_in(office: Office) -> None:
    rows = await sent(office.admin, *({"name": f"N{n}", "external_id": f"K{n % 3}"} for n in range(30)))
    assert sorted(row["status"] for row in rows) == [201] * 3 + [409] * 27
    made = {n % 3: row["id"] for n, row in enumerate(rows) if row["status"] == 201}
    named = {(n % 3, row["problem"]["existing_id"]) for n, row in enumerate(rows) if row["status"] == 409}
    assert named == set(made.items())
    assert await office.service.database.collection("customers").count({}) == 3


@pytest.mark.req("NX-18", "NX-19", "NX-21")
async def test_rows_follow_the_rules_of_the_point_of_sale_and_of_permissions(office: Office) -> None:
    person = {"name": "Ana", "email": "ana@casa.test", "channel": "pos"}
    made, known = [(await sent(office.clerk, person))[0] for _ in range(2)]
    assert (made["status"], known) == (201, {"status": 200, "id": made["id"], "created_at": None, "problem": None})
    card = (await office.admin.get(f"/v1/customers/{made['id']}")).json()
    assert card["manager"]["id"] == office.ids["clerk"]
    await office.service.permits("Readers", {"customers.read": "all"})
    await office.service.employs("rea", "Readers")
    reader = await office.service.as_("rea@vinculo.test")
    await office.service.lets_in(reader, path="/v1/customers")
    refused = await reader.post("/v1/customers/batch", json={"rows": [{"customer": {"name": "X"}}]})
    assert refused.status_code == 403


@pytest.mark.parametrize("rows", [[], [{"customer": {"name": "X"}}] * 101, [{"customer": "X"}], [{"name": "X"}]])
async def test_what_is_no_batch_is_refused_as_a_whole(office: Office, rows: list[Any]) -> None:
    answer = await office.admin.post("/v1/customers/batch", json={"rows": rows})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/rows")
