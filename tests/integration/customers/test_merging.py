"""Two cards of one customer become one, and two again."""

import asyncio
from typing import Any

import pytest
from tests.integration.customers.conftest import Office
from tests.integration.customers.test_links import news
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import CustomerManagerCleared
from contracts.customers import CustomerMerged, CustomerUnmerged, CustomerUpdated

pytestmark = pytest.mark.asyncio(loop_scope="module")

Card = dict[str, Any]


async def made(office: Office, **fields: Any) -> Card:
    answer = await office.admin.post("/v1/customers", json={"name": "Casa Sol", **fields})
    assert answer.status_code == 201, answer.text
    card: Card = answer.json()
    return card


async def merge(office: Office, survivor: Card, duplicate: Card, **headers: str) -> Any:
    return await office.admin.post(
        f"/v1/customers/{survivor['id']}/merge",
        json={"duplicate_id": duplicate["id"]},
        headers={"If-Match": f'"{survivor["version"]}"', **headers},
    )


async def test_the_survivor_takes_what_it_lacks_and_stands_for_the_duplicate(office: Office) -> None:
    survivor = await made(office, email="sol@casa.test", discount_percent="5")
    duplicate = await made(
        office,
        name="Casa Sol S.L.",
        email="other@casa.test",
        phone="+34 600 123 456",
        address="Calle Mayor 1",
        external_id="SOL2",
        discount_percent="20",
        status="current",
        notes=[{"text": "Call before ten.", "priority": "high"}],
    )
    note = {"text": "Pays late.", "priority": "none"}
    await office.admin.post(f"/v1/customers/{survivor['id']}/notes", json=note)

    answer = await merge(office, survivor, duplicate)
    assert answer.status_code == 200, answer.text
    card, merged = answer.json()["customer"], answer.json()["merge"]
    assert (card["name"], card["email"], card["phone"]) == ("Casa Sol", "sol@casa.test", "+34 600 123 456")
    assert (card["phone_e164"], card["address"], card["external_id"]) == ("+34600123456", "Calle Mayor 1", "SOL2")
    assert (card["discount_percent"], card["status"]) == ("5", "potential"), "what he pays does not change"
    assert (card["version"], card["merged_ids"]) == (2, [duplicate["id"]])
    assert answer.headers["ETag"] == '"2"'
    assert set(merged["taken"]) == {"phone", "phone_e164", "address", "external_id"}

    gone = await office.admin.get(f"/v1/customers/{duplicate['id']}")
    assert (gone.status_code, gone.json()["type"]) == (410, "urn:vinculo:problem:customer-merged")
    assert gone.json()["merged_into"] == survivor["id"]
    listed = (await office.admin.get("/v1/customers")).json()["items"]
    assert [each["id"] for each in listed] == [survivor["id"]]
    notes = (await office.admin.get(f"/v1/customers/{survivor['id']}/notes")).json()["items"]
    assert [each["text"] for each in notes] == ["Call before ten.", "Pays late."]
    assert {each["customer_id"] for each in notes} == {survivor["id"]}
    assert listed[0]["last_note"]["text"] == "Pays late."
    listed_merges = (await office.admin.get(f"/v1/customers/{survivor['id']}/merges")).json()["items"]
    assert listed_merges == [merged]

    told = await office.service.tells(CustomerMerged, lambda event: event.subject == duplicate["id"])
    assert (told.customer.version, told.customer.merged_into) == (2, survivor["id"])
    updated = await office.service.tells(
        CustomerUpdated, lambda event: (event.subject, event.act.verb) == (survivor["id"], "merged")
    )
    assert updated.customer.absorbed == (duplicate["id"],)


@pytest.mark.req("C6", "ML-5")
async def test_the_survivor_is_found_and_recognised_by_what_the_duplicate_was_known_by(office: Office) -> None:
    survivor = await made(office, email="sol@casa.test", phone="+34 600 123 456", external_id="A")
    duplicate = await made(office, email="other@casa.test", phone="+34 611 222 333")
    assert (await merge(office, survivor, duplicate)).status_code == 200

    async def found(text: str) -> list[str]:
        return [each["id"] for each in (await office.admin.get("/v1/customers", params={"q": text})).json()["items"]]

    for text in ("other@casa", "+34 611", "2333"):
        assert await found(text) == [survivor["id"]]
    for known in ({"email": "Other@casa.test"}, {"phone": "0034 611222333"}):
        met = await office.clerk.post("/v1/customers", json={"name": "Sol", "channel": "pos", **known})
        assert (met.status_code, met.json()["id"]) == (200, survivor["id"])
    assert (await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge")).status_code == 200
    assert await found("other@casa") == [duplicate["id"]]
    current = (await office.admin.get(f"/v1/customers/{survivor['id']}")).json()
    duplicate = (await office.admin.get(f"/v1/customers/{duplicate['id']}")).json()
    assert (await merge(office, current, duplicate)).status_code == 200
    path = f"/v1/customers/{survivor['id']}"
    version = (await office.admin.get(path)).json()["version"]
    assert (await office.admin.post(f"{path}/erase", headers={"If-Match": f'"{version}"'})).status_code == 200
    assert await found("other@casa") == []
    assert "611222333" not in str(await office.service.database.collection("customers").find({"_id": survivor["id"]}))


async def test_a_note_of_the_duplicate_is_edited_on_the_card_that_stands_for_it(office: Office) -> None:
    survivor, duplicate = await made(office), await made(office, notes=[{"text": "Old."}])
    await merge(office, survivor, duplicate)
    path = f"/v1/customers/{survivor['id']}/notes"
    (note,) = (await office.admin.get(path)).json()["items"]
    changed = await office.admin.patch(f"{path}/{note['id']}", json={"text": "New."}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["text"]) == (200, "New.")
    history = (await office.admin.get(f"{path}/history")).json()["items"]
    assert [each["act"] for each in history] == ["edited", "written"]
    refused = await office.admin.post(f"/v1/customers/{duplicate['id']}/notes", json={"text": "x"})
    assert (refused.status_code, refused.json()["merged_into"]) == (410, survivor["id"])


async def test_an_external_id_of_either_card_leads_to_the_survivor(office: Office) -> None:
    survivor, duplicate = await made(office, external_id="A"), await made(office, external_id="B")
    await merge(office, survivor, duplicate)
    for key in ("A", "B"):
        found = (await office.admin.get("/v1/customers", params={"external_id": key})).json()["items"]
        assert [card["id"] for card in found] == [survivor["id"]]
        again = await office.admin.post("/v1/customers", json={"name": "X", "external_id": key})
        assert (again.status_code, again.json()["existing_id"]) == (409, survivor["id"]), "an import doubles nothing"


async def test_an_undo_gives_back_what_is_as_the_merge_left_it_and_lists_the_rest(office: Office) -> None:
    survivor = await made(office)
    duplicate = await made(
        office, name="Sol", email="sol@casa.test", phone="+34600123456", external_id="S", notes=[{"text": "His."}]
    )
    await merge(office, survivor, duplicate)
    path = f"/v1/customers/{survivor['id']}"
    await office.admin.patch(path, json={"email": "new@casa.test"}, headers={"If-Match": '"2"'})
    await office.admin.post(f"{path}/notes", json={"text": "Written since."})

    undone = await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge", headers={"Idempotency-Key": "u1"})
    assert undone.status_code == 200, undone.text
    assert (undone.json()["returned"], undone.json()["kept"]) == (["external_id", "phone"], ["email"])
    restored, kept = undone.json()["customer"], undone.json()["survivor"]
    assert (restored["name"], restored["email"], restored["external_id"]) == ("Sol", "sol@casa.test", "S")
    assert (kept["email"], kept["phone"], kept["external_id"]) == ("new@casa.test", None, None)
    assert (restored["version"], kept["version"], kept["merged_ids"]) == (3, 4, [])
    assert restored["last_note"]["text"] == "His."
    assert kept["last_note"]["text"] == "Written since."
    again = await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge", headers={"Idempotency-Key": "u1"})
    assert again.json() == undone.json()
    told = await office.service.tells(CustomerUnmerged, lambda event: event.subject == duplicate["id"])
    assert (told.survivor_id, told.customer.merged_into, told.customer.version) == (survivor["id"], None, 3)

    twice = await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge")
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:vinculo:problem:merge-not-undoable")
    stored = await office.service.database.collection("merges").find_one({"duplicate._id": duplicate["id"]})
    assert stored is not None
    assert "sol@casa.test" not in str(stored), "what is on the card again is kept once"
    assert (await merge(office, kept, restored)).status_code == 200, "and merged again"


async def test_merges_of_merges_are_undone_in_turn(office: Office) -> None:
    a, b, c = await made(office, name="A"), await made(office, name="B"), await made(office, name="C")
    b = (await merge(office, b, a)).json()["customer"]
    c = (await merge(office, c, b)).json()["customer"]
    assert set(c["merged_ids"]) == {a["id"], b["id"]}
    assert (await office.admin.get(f"/v1/customers/{a['id']}")).json()["merged_into"] == c["id"]
    early = await office.admin.post(f"/v1/customers/{a['id']}/unmerge")
    assert (early.status_code, early.json()["undo_first"]) == (409, b["id"])
    undone = (await office.admin.post(f"/v1/customers/{b['id']}/unmerge")).json()
    assert (undone["customer"]["merged_ids"], undone["survivor"]["merged_ids"]) == ([a["id"]], [])
    assert (await office.admin.get(f"/v1/customers/{a['id']}")).json()["merged_into"] == b["id"]
    assert (await office.admin.post(f"/v1/customers/{a['id']}/unmerge")).status_code == 200


async def test_after_thirty_days_a_merge_stays(office: Office) -> None:
    survivor, duplicate = await made(office), await made(office)
    merged = (await merge(office, survivor, duplicate)).json()["merge"]
    merges = office.service.database.collection("merges")
    await merges.update_many(
        {"_id": merged["id"]}, [{"$set": {"at": {"$dateSubtract": {"startDate": "$at", "unit": "day", "amount": 30}}}}]
    )
    late = await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge")
    assert (late.status_code, late.json()["detail"]) == (409, "it was merged more than 30 days ago")


async def test_what_cannot_be_merged_is_refused_and_changes_nothing(office: Office) -> None:
    survivor, duplicate = await made(office), await made(office)
    path = f"/v1/customers/{survivor['id']}/merge"
    body = {"duplicate_id": duplicate["id"]}
    assert (await office.admin.post(path, json=body)).status_code == 428
    assert (await office.admin.post(path, json=body, headers={"If-Match": '"7"'})).json()["version"] == 1
    for wrong in (survivor["id"], new_id(), "", 7, None):
        refused = await office.admin.post(path, json={"duplicate_id": wrong}, headers={"If-Match": '"1"'})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/duplicate_id"), wrong
    assert (await merge(office, {"id": new_id(), "version": 1}, duplicate)).status_code == 404
    third = await made(office)
    await merge(office, survivor, duplicate)
    refused = await merge(office, third, duplicate)
    assert (refused.status_code, survivor["id"] in refused.text) == (422, True)


@pytest.mark.req("NX-16", "NX-18", "N15")
async def test_a_seller_merges_nothing_and_meets_nobody_elses_merges(office: Office) -> None:
    survivor = await made(office, manager_id=office.ids["ana"])
    duplicate = await made(office, manager_id=office.ids["ana"])
    for seller, expected in ((office.ana, 403), (office.ben, 403)):
        path = f"/v1/customers/{survivor['id']}/merge"
        answer = await seller.post(path, json={"duplicate_id": duplicate["id"]}, headers={"If-Match": '"1"'})
        assert answer.status_code == expected
    await merge(office, survivor, duplicate)
    for path in (f"{survivor['id']}/merges", duplicate["id"], f"{duplicate['id']}/notes"):
        assert (await office.ben.get(f"/v1/customers/{path}")).status_code == 404
    assert (await office.ana.get(f"/v1/customers/{duplicate['id']}")).status_code == 410


async def test_of_many_merges_at_once_one_happens(office: Office) -> None:
    first, second, duplicate = await made(office), await made(office), await made(office, external_id="D")
    answers = await asyncio.gather(
        *(merge(office, survivor, duplicate) for survivor in (first, second) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers)[:2] == [200, 412]
    assert sum(answer.status_code == 200 for answer in answers) == 1
    assert len(await office.service.database.collection("merges").find({})) == 1


async def test_the_same_request_again_is_one_merge(office: Office) -> None:
    survivor, duplicate = await made(office), await made(office, email="a@b.test")
    key = {"Idempotency-Key": "m1"}
    once, twice = [await merge(office, survivor, duplicate, **key) for _ in range(2)]
    assert once.json() == twice.json()
    assert len(office.service.told_of(duplicate["id"], CustomerMerged)) <= 1


async def test_news_of_the_link_of_a_card_that_went_harms_nobody(office: Office) -> None:
    survivor, duplicate = await made(office), await made(office, manager_id=office.ids["ana"])
    await merge(office, survivor, duplicate)
    await office.service.hears(news(CustomerManagerCleared, duplicate["id"], 2, 2, None))
    restored = (await office.admin.post(f"/v1/customers/{duplicate['id']}/unmerge")).json()["customer"]
    assert restored["manager"]["id"] == office.ids["ana"]
    await office.service.hears(news(CustomerManagerCleared, duplicate["id"], 4, 3, None))

    async def cleared() -> bool:
        return (await office.admin.get(f"/v1/customers/{duplicate['id']}")).json()["manager"] is None

    await eventually(cleared)
