"""The key of another system: on one card only, and found by it."""

import pytest
from tests.integration.customers.conftest import Office

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_external_id_stands_on_one_card_only(office: Office) -> None:
    made = await office.admin.post("/v1/customers", json={"name": "Alfreds", "external_id": "ALFKI"})
    assert (made.status_code, made.json()["external_id"]) == (201, "ALFKI")

    again = await office.admin.post("/v1/customers", json={"name": "Somebody else", "external_id": "ALFKI"})
    assert again.status_code == 409
    assert again.json()["type"] == "urn:vinculo:problem:external-id-taken"
    assert again.json()["existing_id"] == made.json()["id"]

    found = (await office.admin.get("/v1/customers", params={"external_id": "ALFKI"})).json()["items"]
    assert [card["name"] for card in found] == ["Alfreds"]
    assert (await office.admin.get("/v1/customers", params={"external_id": "alfki"})).json()["items"] == []


async def test_whose_card_has_it_is_not_told_to_whoever_may_not_see_it(office: Office) -> None:
    hidden = {"name": "Ana's", "external_id": "A1", "manager_id": office.ids["ana"]}
    assert (await office.ana.post("/v1/customers", json=hidden)).status_code == 201
    refused = await office.ben.post("/v1/customers", json={"name": "Ben's", "external_id": "A1"})
    assert (refused.status_code, refused.json()["existing_id"]) == (409, None)
    assert (await office.ben.get("/v1/customers", params={"external_id": "A1"})).json()["items"] == []


async def test_many_cards_have_none(office: Office) -> None:
    for external_id in (None, "", None):
        made = await office.admin.post("/v1/customers", json={"name": "X", "external_id": external_id})
        assert (made.status_code, made.json()["external_id"]) == (201, None)


async def test_a_card_takes_and_leaves_an_external_id(office: Office) -> None:
    one = (await office.admin.post("/v1/customers", json={"name": "One", "external_id": "1"})).json()
    two = (await office.admin.post("/v1/customers", json={"name": "Two"})).json()
    path, seen = f"/v1/customers/{two['id']}", {"If-Match": '"1"'}

    taken = await office.admin.patch(path, json={"external_id": "1"}, headers=seen)
    assert (taken.status_code, taken.json()["existing_id"]) == (409, one["id"])
    freed = await office.admin.patch(f"/v1/customers/{one['id']}", json={"external_id": None}, headers=seen)
    assert (freed.status_code, freed.json()["external_id"]) == (200, None)
    assert (await office.admin.patch(path, json={"external_id": "1"}, headers=seen)).json()["external_id"] == "1"
