"""Cards through the whole service: door, store, bus."""

import asyncio

import pytest
from tests.integration.customers.conftest import Office
from tests.support.waiting import eventually

from contracts.base import Choice
from contracts.customers import CustomerCreated, CustomerUpdated

pytestmark = pytest.mark.asyncio(loop_scope="module")

PENA = {
    "name": "Panadería Peña S.L.",
    "vat_number": "ES-B58378431",
    "contact_person": "Lucía Peña",
    "email": "Lucia@Pena.example",
    "phone": "+34 600 123 456",
    "address": "Calle Mayor 1, Madrid",
    "status": "current",
    "temperature": "hot",
    "discount_percent": "7.50",
    "currency": "EUR",
    "language": "es",
    "country": "ES",
    "notes": [{"text": "first", "priority": "high"}, {"text": "Call before ten"}],
}


@pytest.mark.req("ML-8", "ML-17", "C3")
async def test_a_card_is_created_with_everything_and_told_to_the_others(office: Office) -> None:
    made = await office.admin.post("/v1/customers", json=PENA)
    assert made.status_code == 201, made.text
    card = made.json()
    assert card == {
        **{name: value for name, value in PENA.items() if name != "notes"},
        "id": card["id"],
        "external_id": None,
        "region": None,
        "active": True,
        "phone_e164": "+34600123456",
        "vat_normalised": "ESB58378431",
        "version": 1,
        "discount_percent": "7.5",
        "channel": "office",
        "manager": None,
        "merged_ids": [],
        "erased_at": None,
        "last_note": card["last_note"],
        "created_by": office.ids["admin"],
        "created_at": card["created_at"],
        "updated_at": card["created_at"],
    }
    assert card["last_note"]["text"] == "Call before ten"
    assert made.headers["Location"] == f"/v1/customers/{card['id']}"
    assert made.headers["ETag"] == '"1"'
    assert (await office.admin.get(made.headers["Location"])).json() == card

    told = await office.service.tells(CustomerCreated, lambda event: event.subject == card["id"])
    assert (told.customer.id, told.customer.version, told.customer.manager_id) == (card["id"], 1, None)
    assert told.personal.email == "Lucia@Pena.example"
    assert (told.act.verb, told.act.actor.id, told.act.choice) == ("created", office.ids["admin"], None)


async def test_a_customer_who_is_not_active_is_told_to_the_others_and_in_no_follow_up_list(office: Office) -> None:
    card = (await office.admin.post("/v1/customers", json={"name": "Dormant Inc", "temperature": "hot"})).json()
    path, version = f"/v1/customers/{card['id']}", {"If-Match": f'"{card["version"]}"'}
    nothing = await office.admin.patch(path, json={"active": None}, headers=version)
    assert (nothing.status_code, card["active"]) == (422, True)
    changed = await office.admin.patch(path, json={"active": False}, headers=version)
    assert (changed.status_code, changed.json()["active"]) == (200, False)
    told = await office.service.tells(
        CustomerUpdated, lambda event: event.subject == card["id"] and event.act.verb == "saved"
    )
    assert not told.customer.active

    async def listed(**query: str) -> bool:
        found = await office.admin.get("/v1/customers", params={"q": "dormant", **query})
        return [each["id"] for each in found.json()["items"]] == [card["id"]]

    assert [await listed(), await listed(active="false"), await listed(active="true")] == [True, True, False]
    assert not await listed(follow_up="true")


@pytest.mark.req("C1", "C2", "C4", "RC-19")
async def test_a_chosen_manager_is_shown_at_once_and_must_be_active(office: Office) -> None:
    ana = office.ids["ana"]
    made = await office.admin.post("/v1/customers", json={"name": "X", "manager_id": ana})
    assert made.json()["manager"] == {"id": ana, "name": "Ana", "state": "active"}
    told = await office.service.tells(CustomerCreated, lambda event: event.subject == made.json()["id"])
    assert told.act.choice is not None
    assert told.act.choice.manager_id == ana

    for chosen, why in ((office.ids["gone"], "MANAGER_INACTIVE"), ("nobody", "no such member")):
        refused = await office.admin.post("/v1/customers", json={"name": "X", "manager_id": chosen})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == "/manager_id"
        assert why in refused.json()["errors"][0]["detail"]


@pytest.mark.req("C5", "NX-19", "NX-20", "NX-21")
async def test_whoever_creates_a_customer_at_the_point_of_sale_is_the_manager(office: Office) -> None:
    made = await office.clerk.post("/v1/customers", json={"name": "Walk-in", "channel": "pos"})
    assert made.json()["manager"]["id"] == office.ids["clerk"]
    told = await office.service.tells(CustomerCreated, lambda event: event.subject == made.json()["id"])
    assert (told.customer.channel, told.customer.manager_id) == ("pos", office.ids["clerk"])
    assert told.act.choice is None


@pytest.mark.req("C6")
async def test_the_point_of_sale_meets_a_known_customer(office: Office) -> None:
    known = (await office.admin.post("/v1/customers", json={**PENA, "manager_id": office.ids["ana"]})).json()
    for same in ({"email": "lucia@pena.EXAMPLE"}, {"phone": "600-123456"}, {"phone": "0034600123456"}):
        met = await office.ana.post("/v1/customers", json={"name": "Lucía", "channel": "pos", **same})
        assert met.status_code == 200
        assert met.json() == {**known, "existing": True}
        hidden = await office.clerk.post("/v1/customers", json={"name": "Lucía", "channel": "pos", **same})
        assert hidden.status_code == 200
        assert hidden.json() == {"id": known["id"], "existing": True}
    other = await office.clerk.post("/v1/customers", json={"name": "L", "channel": "pos", "phone": "123456"})
    assert other.status_code == 201


@pytest.mark.req("N15", "NX-16", "NX-18")
async def test_a_seller_meets_nothing_of_another_seller(office: Office) -> None:
    made = await office.ana.post("/v1/customers", json={**PENA, "name": "Secret"})
    path = made.headers["Location"]
    note = (await office.ana.post(f"{path}/notes", json={"text": "mine"})).json()
    taken = await office.admin.post("/v1/customers", json={"name": "Given", "manager_id": office.ids["ana"]})
    for where in (path, taken.headers["Location"], f"{path}/notes"):
        assert (await office.ana.get(where)).status_code == 200
        assert (await office.ben.get(where)).status_code == 404
    match = {"If-Match": '"1"'}
    assert (await office.ben.patch(path, json={"name": "Y"}, headers=match)).status_code == 404
    assert (await office.ben.post(f"{path}/notes", json={"text": "x"})).status_code == 404
    assert (await office.ben.patch(f"{path}/notes/{note['id']}", json={}, headers=match)).status_code == 404
    assert (await office.ben.delete(f"{path}/notes/{note['id']}", headers=match)).status_code == 404
    for query in ({}, {"q": "secret"}, {"q": "lucia@"}, {"q": "3456"}, {"manager_id": office.ids["ana"]}):
        assert (await office.ben.get("/v1/customers", params=query)).json() == {"items": [], "next": None}
    assert len((await office.ana.get("/v1/customers")).json()["items"]) == 2
    assert (await office.clerk.patch(path, json={"name": "Y"}, headers=match)).status_code == 403


@pytest.mark.req("RC-6", "NX-12", "C7", "C8", "C9")
async def test_a_card_is_saved_by_whoever_saw_its_version(office: Office) -> None:
    path = (await office.admin.post("/v1/customers", json=PENA)).headers["Location"]
    assert (await office.admin.patch(path, json={"name": "Y"})).status_code == 428
    untouched = await office.admin.patch(path, json={"name": PENA["name"]}, headers={"If-Match": '"1"'})
    assert untouched.json()["version"] == 1

    saved = await office.admin.patch(
        path, json={"name": "Peña", "email": None, "discount_percent": "10"}, headers={"If-Match": '"1"'}
    )
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    assert (saved.json()["name"], saved.json()["email"], saved.json()["discount_percent"]) == ("Peña", None, "10")
    assert saved.json()["phone"] == PENA["phone"]
    stale = await office.admin.patch(path, json={"name": "Z"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)

    given = await office.admin.patch(path, json={"manager_id": office.ids["ben"]}, headers={"If-Match": '"2"'})
    assert given.json()["manager"]["name"] == "Ben"
    cleared = await office.admin.patch(path, json={"manager_id": None}, headers={"If-Match": '"3"'})
    assert cleared.json()["manager"] is None
    refused = await office.admin.patch(path, json={"manager_id": office.ids["gone"]}, headers={"If-Match": '"4"'})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/manager_id")

    card_id = cleared.json()["id"]
    last = await office.service.tells(CustomerUpdated, lambda event: (event.subject, event.sequence) == (card_id, 4))
    assert last.act.choice == Choice(manager_id=None)
    told = office.service.told_of(card_id, CustomerUpdated)
    assert [(event.customer.version, event.act.choice) for event in told] == [
        (2, None),
        (3, Choice(manager_id=office.ids["ben"])),
        (4, Choice(manager_id=None)),
    ]


async def test_the_same_request_twice_makes_one_card(office: Office) -> None:
    key = {"Idempotency-Key": "one"}
    first = await office.admin.post("/v1/customers", json=PENA, headers=key)
    again = await office.admin.post("/v1/customers", json=PENA, headers=key)
    assert (again.status_code, again.json()) == (201, first.json())
    other = await office.admin.post("/v1/customers", json={**PENA, "name": "Y"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:vinculo:problem:idempotency-key-reused")
    assert len((await office.admin.get("/v1/customers")).json()["items"]) == 1


async def test_a_card_whose_answer_was_lost_is_told_again_also_if_it_could_not_be_made_any_more(office: Office) -> None:
    leaver = await office.service.employs("leaver", "Sellers")
    key, body = {"Idempotency-Key": "lost"}, {**PENA, "manager_id": leaver}
    made = await office.admin.post("/v1/customers", json=body, headers=key)
    assert made.status_code == 201, made.text
    await office.service.employs("leaver", "Sellers", active=False, member_id=leaver, version=2)

    async def left() -> bool:
        return (await office.admin.post("/v1/customers", json={**body, "name": "Other"})).status_code == 422

    await eventually(left)
    again = await office.admin.post("/v1/customers", json=body, headers=key)
    assert (again.status_code, again.json()["id"]) == (201, made.json()["id"])


@pytest.mark.req("C6")
async def test_of_many_creations_of_one_person_at_once_one_makes_the_card(office: Office) -> None:
    persons = [
        {"name": f"Lucía {n}", "channel": "pos", **({"email": "l@pena.example"} if n % 3 else {})} for n in range(24)
    ]
    for n, person in enumerate(persons):
        person["phone"] = ("600 123 456", "+34 600-123-456", "0034600123456")[n % 3]
    made = await asyncio.gather(*(office.admin.post("/v1/customers", json=person) for person in persons))
    assert sorted(each.status_code for each in made) == [200] * 23 + [201]
    assert len({each.json()["id"] for each in made}) == 1
    assert len((await office.admin.get("/v1/customers")).json()["items"]) == 1


@pytest.mark.req("C6")
async def test_a_request_that_met_a_known_customer_meets_him_again(office: Office) -> None:
    known = (await office.admin.post("/v1/customers", json=PENA)).json()
    body = {"name": "Lucía", "channel": "pos", "phone": "600123456"}
    met = [await office.admin.post("/v1/customers", json=body, headers={"Idempotency-Key": "met"}) for _ in range(2)]
    assert [(each.status_code, each.json()["id"], each.json()["existing"]) for each in met] == [
        (200, known["id"], True)
    ] * 2


@pytest.mark.req("ML-9", "ML-11", "ML-12", "ML-16", "ML-17")
async def test_every_wrong_field_is_pointed_at(office: Office) -> None:
    wrong = {
        "email": "a..b@c.es",
        "phone": "call me",
        "discount_percent": "7.555",
        "currency": "EURO",
        "language": "klingon",
        "country": "XX",
        "name": "x" * 201,
        "nickname": "x",
        "notes": [{"text": "a\x00"}],
    }
    refused = await office.admin.post("/v1/customers", json=wrong)
    assert refused.status_code == 422
    pointers = {fault["pointer"] for fault in refused.json()["errors"]}
    assert pointers == {f"/{field}" for field in wrong if field != "notes"} | {"/notes/0/text"}

    wrong = {"name": "X", "phone": "+34 12", "vat_number": "ESB12345678"}
    refused = await office.admin.post("/v1/customers", json=wrong)
    assert {fault["pointer"] for fault in refused.json()["errors"]} == {"/phone", "/vat_number"}

    card = await office.admin.post("/v1/customers", json={"name": "X", "vat_number": "B58378431", "country": "ES"})
    match = {"If-Match": '"1"'}
    moved = await office.admin.patch(card.headers["Location"], json={"country": "RO"}, headers=match)
    assert (moved.status_code, moved.json()["errors"][0]["pointer"]) == (422, "/vat_number")
