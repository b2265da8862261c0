"""Possible duplicates, listed for whoever may merge them."""

import pytest
from tests.integration.customers.conftest import Office
from tests.integration.customers.test_merging import Card, made, merge

from chassis.ids import new_id

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def pairs(office: Office, **params: str | int) -> list[tuple[str, str, int]]:
    found = (await office.admin.get("/v1/customers/duplicates", params=params)).json()["items"]
    return [(each["first"]["id"], each["second"]["id"], each["score"]) for each in found]


async def test_pairs_are_found_with_their_reasons_once_each(office: Office) -> None:
    one = await made(office, name="One", email="sol@casa.test", phone="600 123 456")
    two = await made(office, name="Two", email="SOL@casa.test", phone="+34600123456")
    three = await made(office, name="Three", phone="600123456")
    await made(office, name="Alone", email="alone@casa.test")
    expected = [(one, two, 90), (one, three, 40), (two, three, 40)]
    assert await pairs(office) == [(a["id"], b["id"], score) for a, b, score in expected]
    assert await pairs(office, customer_id=three["id"]) == [(each["id"], three["id"], 40) for each in (one, two)]
    found = (await office.admin.get("/v1/customers/duplicates")).json()["items"][0]
    assert (found["reasons"], found["first"]["name"]) == (["email", "phone"], "One")
    await merge(office, one, two)
    assert await pairs(office) == [(one["id"], three["id"], 40)]


@pytest.mark.req("NX-16", "N15")
async def test_a_seller_meets_pairs_of_his_own_alone(office: Office) -> None:
    ana = await made(office, email="a@b.test", manager_id=office.ids["ana"])
    await made(office, email="a@b.test", manager_id=office.ids["ben"])
    assert len(await pairs(office)) == 1
    for params in ({}, {"customer_id": ana["id"]}):
        assert (await office.ana.get("/v1/customers/duplicates", params=params)).json()["items"] == []
    assert (await office.ben.get("/v1/customers/duplicates", params={"customer_id": ana["id"]})).status_code == 404


async def test_what_many_share_makes_no_pairs_and_nothing_breaks_on_odd_questions(office: Office) -> None:
    for n in range(22):
        await made(office, name=f"Office {n}", phone="+34 910 000 000")
    assert await pairs(office) == []
    for params, status in (({"cursor": "x"}, 422), ({"limit": "0"}, 422), ({"customer_id": new_id()}, 404)):
        assert (await office.admin.get("/v1/customers/duplicates", params=params)).status_code == status


async def test_pages_follow_one_another(office: Office) -> None:
    known: list[Card] = []
    for n in range(4):
        known += [await made(office, name=f"X{n}", email=f"x{n}@y.test") for _ in range(2)]
    seen: list[str] = []
    params: dict[str, str | int] = {"limit": 1}
    while True:
        page = (await office.admin.get("/v1/customers/duplicates", params=params)).json()
        seen += [each["first"]["id"] for each in page["items"]]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert seen == [card["id"] for card in known[::2]]
