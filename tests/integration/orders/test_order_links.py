"""The personal order link as a managed credential."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tests.integration.orders.conftest import JSON, Shop, card, path_of
from tests.support.waiting import eventually

from contracts.orders import OrderLinkChanged


@pytest.mark.req("ML-25", "ML-26", "N9")
async def test_a_link_can_be_shown_again_and_is_told_without_its_token(shop: Shop) -> None:
    link = await shop.link()
    assert link["url"].startswith("http://127.0.0.1:8080/o/")
    assert (link["state"], link["has_passcode"]) == ("active", False)
    listed = (await shop.ana.get("/v1/order-links", params={"customer_id": shop.ids["elena"]})).json()
    assert listed["items"] == [link]
    told = await shop.service.tells(OrderLinkChanged)
    token = path_of(link["url"]).removeprefix("/o/")
    assert (told.link_id, told.state) == (link["id"], "active")
    assert token not in told.model_dump_json()


@pytest.mark.req("N9", "NX-18")
async def test_a_link_of_somebody_elses_customer_is_not_there(shop: Shop) -> None:
    link = await shop.link()
    theirs = {"customer_id": shop.ids["elena"]}
    assert (await shop.ben.get("/v1/order-links", params=theirs)).status_code == 404
    assert (await shop.ben.post("/v1/order-links", json=theirs)).status_code == 422
    for act in ("rotate", "revoke"):
        assert (await shop.ben.post(f"/v1/order-links/{link['id']}/{act}")).status_code == 404
        assert (await shop.ben.post(f"/v1/order-links/no-such/{act}")).status_code == 404


@pytest.mark.req("N9")
async def test_unknown_rotated_revoked_and_expired_links_look_the_same(shop: Shop) -> None:
    rotated, revoked = await shop.link(), await shop.link()
    soon = datetime.now(UTC) + timedelta(milliseconds=300)
    expired = await shop.link(expires_at=soon.isoformat())
    visitors = [await shop.visitor(link["url"]) for link in (rotated, revoked)]
    assert (await shop.admin.post(f"/v1/order-links/{rotated['id']}/rotate")).status_code == 200
    gone = (await shop.admin.post(f"/v1/order-links/{revoked['id']}/revoke")).json()
    assert (gone["state"], gone["url"]) == ("revoked", None)
    stranger = await shop.visitor()

    async def is_over() -> bool:
        return (await stranger.get(path_of(expired["url"]))).status_code == 410

    await eventually(is_over)
    forged = path_of(rotated["url"])[:-4] + "AAAA"
    dead = ["/o/x", "/o/%00", forged, *(path_of(link["url"]) for link in (rotated, revoked, expired))]
    answers = [await stranger.get(path) for path in dead] + [await visitor.get("/shop") for visitor in visitors]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1
    assert not any("set-cookie" in answer.headers for answer in answers)
    data = await stranger.get(forged, headers=JSON)
    assert (data.status_code, data.headers["content-type"]) == (410, "application/problem+json")


@pytest.mark.req("N9")
async def test_a_rotated_link_opens_the_same_cart_with_its_new_token(shop: Shop) -> None:
    link = await shop.link()
    visitor = await shop.visitor(link["url"])
    await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 3})
    renewed = (await shop.admin.post(f"/v1/order-links/{link['id']}/rotate")).json()
    assert renewed["url"] != link["url"]
    told = await shop.service.tells(OrderLinkChanged, lambda event: event.link_id == link["id"] and event.version == 2)
    assert told.generation == 2
    again = await shop.visitor(renewed["url"])
    assert (await again.get("/shop", headers=JSON)).json()["cart"]["lines"][0]["quantity"] == 3


@pytest.mark.req("N9", "ML-28")
async def test_a_link_in_place_of_one_that_is_gone_has_its_cart_and_its_orders(shop: Shop) -> None:
    gone, other = await shop.link(), await shop.link(recipient="Store")
    visitor = await shop.visitor(gone["url"])
    await visitor.post("/shop/cart", json={"product_id": shop.ids["cup"], "quantity": 1})
    submission = {"submission_id": "1"}
    ordered = (await visitor.post("/shop/orders", json=submission, headers=JSON)).json()
    await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 3})
    await shop.admin.post(f"/v1/order-links/{gone['id']}/revoke")
    assert (await visitor.get("/shop")).status_code == 410

    heir, stranger = await shop.visitor((await shop.link())["url"]), await shop.visitor(other["url"])
    another = await shop.visitor((await shop.link())["url"])

    assert (await heir.get("/shop", headers=JSON)).json()["cart"]["lines"][0]["quantity"] == 3
    assert (await heir.post("/shop/orders", json=submission, headers=JSON)).json() == ordered
    assert [each["id"] for each in (await heir.get("/shop/orders", headers=JSON)).json()["items"]] == [ordered["id"]]
    assert (await heir.get(f"/shop/orders/{ordered['id']}/document.pdf")).status_code == 200
    for each in (stranger, another):
        assert (await each.get("/shop/orders", headers=JSON)).json()["items"] == []
        assert (await each.get("/shop", headers=JSON)).json()["cart"]["lines"] == []
        assert (await each.get(f"/shop/orders/{ordered['id']}")).status_code == 404


@pytest.mark.req("N9")
async def test_a_link_that_has_expired_is_prolonged_and_opens_the_cart_that_was_left_there(shop: Shop) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=1)
    link = await shop.link(expires_at=soon.isoformat())
    visitor = await shop.visitor(link["url"])
    await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 3})

    async def is_over() -> bool:
        return (await visitor.get("/shop")).status_code == 410

    await eventually(is_over)
    path = f"/v1/order-links/{link['id']}"
    first = {"If-Match": '"1"'}
    longer = {"expires_at": "2099-01-01T00:00:00Z", "recipient": "Purchasing"}
    assert (await shop.ben.patch(path, json=longer, headers=first)).status_code == 404
    assert (await shop.ana.patch(path, json=longer)).status_code == 428
    changed = await shop.ana.patch(path, json=longer, headers=first)
    assert changed.status_code == 200, changed.text
    assert (changed.json()["state"], changed.json()["recipient"], changed.json()["url"]) == (
        "active",
        "Purchasing",
        link["url"],
    )
    assert changed.headers["etag"] == '"2"'
    assert (await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"][0]["quantity"] == 3
    stale = await shop.ana.patch(path, json=longer, headers=first)
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    second = {"If-Match": '"2"'}
    assert (await shop.ana.patch(path, json=longer, headers=second)).json()["version"] == 2
    past = await shop.ana.patch(path, json={"expires_at": "2020-01-01T00:00:00Z"}, headers=second)
    assert (past.status_code, past.json()["errors"][0]["pointer"]) == (422, "/expires_at")
    assert (await shop.ana.patch(path, json={"expires_at": None}, headers=second)).json()["expires_at"] is None
    await shop.ana.post(f"{path}/revoke")
    assert (await shop.ana.patch(path, json=longer, headers={"If-Match": '"4"'})).status_code == 409


@pytest.mark.req("N9")
async def test_another_passcode_ends_all_visits_and_may_be_guessed_anew(shop: Shop) -> None:
    link = await shop.link(passcode="tulip-42")
    visitor = await shop.visitor(link["url"])
    await visitor.post("/shop/passcode", json={"passcode": "tulip-42"})
    thief = await shop.visitor(link["url"])
    guesses = [await thief.post("/shop/passcode", json={"passcode": f"{n:04d}"}) for n in range(6)]
    assert guesses[-1].status_code == 429
    path = f"/v1/order-links/{link['id']}"
    changed = await shop.ana.patch(path, json={"passcode": "rose-4711"}, headers={"If-Match": '"1"'})
    assert (changed.json()["has_passcode"], "rose" in changed.text) == (True, False)
    assert (await visitor.get("/shop")).status_code == 410
    again = await shop.visitor(link["url"])
    assert (await again.post("/shop/passcode", json={"passcode": "tulip-42"})).status_code == 403
    assert (await again.post("/shop/passcode", json={"passcode": "rose-4711"})).status_code == 303
    assert (await again.get("/shop")).status_code == 200
    without = await shop.ana.patch(path, json={"passcode": None}, headers={"If-Match": '"2"'})
    assert without.json()["has_passcode"] is False
    assert (await (await shop.visitor(link["url"])).get("/shop")).status_code == 200


@pytest.mark.req("N9")
async def test_many_acts_on_a_link_at_once_all_happen(shop: Shop) -> None:
    link = await shop.link()
    path = f"/v1/order-links/{link['id']}"
    acts = ["rotate", "send", "rotate", "send"]
    answers = await asyncio.gather(*(shop.ana.post(f"{path}/{act}") for act in acts))
    assert [answer.status_code for answer in answers] == [200] * len(acts)
    answers = await asyncio.gather(*(shop.ana.post(f"{path}/revoke") for _ in range(3)))
    assert [answer.json()["state"] for answer in answers] == ["revoked"] * 3


@pytest.mark.req("N9")
async def test_who_asks_again_is_told_what_he_had_also_if_it_could_not_be_any_more(shop: Shop) -> None:
    link, once = await shop.link(), {"Idempotency-Key": "one"}
    path = f"/v1/order-links/{link['id']}/rotate"
    rotated = await shop.ana.post(path, headers=once)
    await shop.ana.post(f"/v1/order-links/{link['id']}/revoke")
    again = await shop.ana.post(path, headers=once)
    assert (rotated.status_code, again.status_code, again.json()["state"]) == (200, 200, "revoked")
    assert (await shop.ana.post(path, headers={"Idempotency-Key": "two"})).status_code == 409


@pytest.mark.req("N9", "NX-18", "N15")
async def test_who_asks_again_for_a_link_of_a_customer_who_is_anothers_by_now_gets_no_address(shop: Shop) -> None:
    body, once = {"customer_id": shop.ids["elena"]}, {"Idempotency-Key": "one"}
    made = await shop.ana.post("/v1/order-links", json=body, headers=once)
    rotating = f"/v1/order-links/{made.json()['id']}/rotate"
    assert (await shop.ana.post(rotating, headers={"Idempotency-Key": "two"})).status_code == 200
    await shop.service.hears(card(shop.ids["elena"], "Elena Pop", version=2, manager_id=shop.ids["ben"]))

    async def handed_over() -> bool:
        return (await shop.ben.get("/v1/order-links", params=body)).status_code == 200

    await eventually(handed_over)
    for repeated in (
        await shop.ana.post("/v1/order-links", json=body, headers=once),
        await shop.ana.post(rotating, headers={"Idempotency-Key": "two"}),
    ):
        assert (repeated.status_code, "url" in repeated.json()) == (404, False)
    assert len((await shop.ben.get("/v1/order-links", params=body)).json()["items"]) == 1


@pytest.mark.req("N9")
async def test_a_revoked_link_stays_revoked(shop: Shop) -> None:
    link = await shop.link()
    for _ in range(2):
        assert (await shop.admin.post(f"/v1/order-links/{link['id']}/revoke")).json()["version"] == 2
    assert (await shop.admin.post(f"/v1/order-links/{link['id']}/rotate")).status_code == 409


@pytest.mark.req("N9")
async def test_an_expiry_in_the_past_is_refused(shop: Shop) -> None:
    for wrong in ("2020-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "tomorrow", "2027-01-01T00:00:00"):
        body = {"customer_id": shop.ids["elena"], "expires_at": wrong}
        refused = await shop.admin.post("/v1/order-links", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/expires_at")


@pytest.mark.req("N9")
async def test_a_passcode_is_asked_for_and_cannot_be_guessed_for_long(shop: Shop) -> None:
    link = await shop.link(passcode="tulip-42")
    assert "tulip" not in str(link)
    visitor = await shop.visitor(link["url"])
    locked = await visitor.get("/shop")
    assert locked.status_code == 403
    assert 'name="passcode"' in locked.text
    assert (await visitor.post("/shop/cart", json={"product_id": "x", "quantity": 1})).status_code == 403
    wrong = await visitor.post("/shop/passcode", json={"passcode": "rose"})
    assert (wrong.status_code, wrong.json()["type"]) == (403, "urn:vinculo:problem:wrong-passcode")
    right = await visitor.post("/shop/passcode", data={"passcode": "tulip-42"})
    assert (right.status_code, right.headers["location"]) == (303, "/shop")
    assert (await visitor.get("/shop")).status_code == 200
    thief = await shop.visitor(link["url"])
    guesses = [await thief.post("/shop/passcode", json={"passcode": f"{n:04d}"}) for n in range(7)]
    assert [guess.status_code for guess in guesses] == [403] * 5 + [429] * 2
    assert (await thief.post("/shop/passcode", json={"passcode": "tulip-42"})).status_code == 429
    assert (await visitor.get("/shop")).status_code == 200


@pytest.mark.req("N9")
async def test_several_links_of_a_customer_are_told_apart_by_their_recipient(shop: Shop) -> None:
    office = await shop.link(recipient="Purchasing")
    plain = await shop.link()
    assert (office["recipient"], plain["recipient"]) == ("Purchasing", None)
    listed = (await shop.ana.get("/v1/order-links", params={"customer_id": shop.ids["elena"]})).json()["items"]
    assert [each["recipient"] for each in listed] == [None, "Purchasing"]
    assert office["url"] != plain["url"]
