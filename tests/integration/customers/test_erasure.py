"""Whoever asks to be forgotten is."""

from functools import partial

import pytest
from tests.integration.customers.conftest import Office
from tests.integration.customers.test_merging import made, merge
from tests.support.waiting import eventually

from contracts.customers import CustomerErased, CustomerRestated

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "quetzalcoatlus"
COLLECTIONS = ("customers", "notes", "note_history", "merges", "turnstile", "inbox", "outbox")
PERSON = {
    "name": f"{CANARY} S.L.",
    "contact_person": f"Ana {CANARY}",
    "email": f"{CANARY}@casa.test",
    "phone": "+34 655 987 321",
    "address": f"Calle {CANARY} 1",
    "vat_number": "ESB58378431",
    "notes": [{"text": f"Likes {CANARY}."}],
}
SIGNS = (CANARY, "655987321", "655 987 321", "123789556", "B58378431")


def _is_of(customer_id: str, event: CustomerErased | CustomerRestated) -> bool:
    return event.subject == customer_id


async def in_database(office: Office) -> str:
    database = office.service.database
    return "".join([str(await database.collection(name).find({})) for name in COLLECTIONS])


async def test_nothing_of_a_person_stays_but_ids_and_figures(office: Office) -> None:
    survivor = await made(office, **PERSON, discount_percent="7", external_id="E1", manager_id=office.ids["ana"])
    twin = await made(office, **{**PERSON, "external_id": "E2"})
    path = f"/v1/customers/{survivor['id']}"
    await office.admin.post(f"{path}/notes", json={"text": f"Again {CANARY}"})
    card = (await merge(office, survivor, twin)).json()["customer"]
    assert CANARY in await in_database(office)

    erased = await office.admin.post(f"{path}/erase", headers={"If-Match": f'"{card["version"]}"'})
    assert erased.status_code == 200, erased.text
    assert erased.json()["erased_at"] is not None
    assert (erased.json()["name"], erased.json()["discount_percent"]) == ("", "7")
    assert erased.json()["manager"]["id"] == office.ids["ana"]
    for customer in (survivor, twin):
        told = await office.service.tells(CustomerErased, partial(_is_of, customer["id"]))
        assert told.customer.erased
        assert set(told.personal.model_dump().values()) == {"", None}

    async def gone() -> bool:
        kept = await in_database(office)
        return not any(sign in kept for sign in SIGNS)

    await eventually(gone)
    notes = (await office.admin.get(f"{path}/notes")).json()["items"]
    assert [note["text"] for note in notes] == [""] * 3
    assert (await office.admin.get("/v1/customers", params={"q": CANARY})).json()["items"] == []
    assert (await office.admin.get("/v1/customers", params={"external_id": "E2"})).json()["items"] != []


async def test_nothing_comes_back_onto_an_erased_card(office: Office) -> None:
    card, twin = await made(office), await made(office)
    card = (await merge(office, card, twin)).json()["customer"]
    path = f"/v1/customers/{card['id']}"
    erased = (await office.admin.post(f"{path}/erase", headers={"If-Match": '"2"'})).json()
    seen = {"If-Match": f'"{erased["version"]}"'}
    for refused in (
        await office.admin.patch(path, json={"name": "Back"}, headers=seen),
        await office.admin.post(f"{path}/notes", json={"text": "Back"}),
        await office.admin.post(f"/v1/customers/{twin['id']}/unmerge"),
        await merge(office, erased, await made(office, name="Other")),
    ):
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:customer-erased")
    again = await office.admin.post(f"{path}/erase", headers={"If-Match": '"1"'})
    assert (again.status_code, again.json()) == (200, erased), "once more changes nothing"


@pytest.mark.req("NX-18")
async def test_erasing_needs_its_permission_and_the_version_that_was_confirmed(office: Office) -> None:
    card = await made(office, manager_id=office.ids["ana"])
    path = f"/v1/customers/{card['id']}/erase"
    assert (await office.ana.post(path, headers={"If-Match": '"1"'})).status_code == 403
    assert (await office.admin.post(path)).status_code == 428
    assert (await office.admin.post(path, headers={"If-Match": '"2"'})).status_code == 412
    assert (await office.admin.get(f"/v1/customers/{card['id']}")).json()["erased_at"] is None


@pytest.mark.req("N5")
async def test_what_is_told_anew_of_an_erased_card_and_those_it_stands_for_is_empty(office: Office) -> None:
    survivor, twin = await made(office, **PERSON), await made(office, **PERSON)
    card = (await merge(office, survivor, twin)).json()["customer"]
    path = f"/v1/customers/{survivor['id']}"
    erased = await office.admin.post(f"{path}/erase", headers={"If-Match": f'"{card["version"]}"'})
    assert erased.status_code == 200, erased.text
    begun = await office.admin.post("/v1/customers/replays", json={"heal": True})
    assert begun.status_code == 202, begun.text
    for customer, into in ((survivor, None), (twin, survivor["id"])):
        told = await office.service.tells(CustomerRestated, partial(_is_of, customer["id"]))
        assert (told.customer.erased, told.customer.merged_into) == (True, into)
        assert set(told.personal.model_dump().values()) == {"", None}
