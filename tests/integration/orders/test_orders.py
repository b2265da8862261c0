"""Orders, quotes and purchases from the door to the bus."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import httpx2
import pytest
from tests.integration.orders.conftest import Shop, card

from chassis.ids import new_id
from contracts.base import Choice
from contracts.orders import OrderCreated, OrderState, OrderStatusChanged, OrderUpdated


@pytest.mark.req("RC-18", "ML-29", "NX-3")
async def test_an_order_is_priced_for_its_customer_numbered_and_told(shop: Shop) -> None:
    order = await shop.order(channel="pos")
    year = datetime.now(UTC).year
    assert (order["number"], order["state"], order["channel"]) == (f"O-{year}-000001", "new", "pos")
    assert order["customer"] == {
        "id": shop.ids["elena"],
        "name": "Elena Pop",
        "contact_person": None,
        "email": "elena@example.test",
        "phone": "+40 721 000 000",
        "address": None,
    }
    (line,) = order["lines"]
    assert (line["name"], line["discount_percent"]) == ("Ceai verde", "7.5")
    assert line["base_price"] == {"amount": "61.99", "currency": "RON"}
    assert line["unit_price"] == {"amount": "57.34", "currency": "RON"}
    assert order["total"] == line["total"] == {"amount": "114.68", "currency": "RON"}
    assert (order["manager"], order["assignment"]["state"]) == (None, "pending")
    told = await shop.service.tells(OrderCreated)
    assert (told.order.id, told.order.number, told.order.customer_id) == (
        order["id"],
        order["number"],
        shop.ids["elena"],
    )
    assert (told.act.verb, told.act.actor.id, told.act.actor.manager_role) == ("created", shop.ids["admin"], False)
    assert (told.act.choice, told.contact.email) == (None, "elena@example.test")
    assert (await shop.admin.get(f"/v1/orders/{order['id']}")).json() == order


@pytest.mark.req("RC-18")
async def test_a_guest_pays_the_list_price_in_the_shops_currency(shop: Shop) -> None:
    order = await shop.order(customer_id=None, guest={"name": "Gil", "email": "gil@example.test"}, channel="web")
    assert (order["customer"], order["guest"]["name"], order["currency"]) == (None, "Gil", "EUR")
    assert order["total"]["amount"] == "25.00"
    told = await shop.service.tells(OrderCreated)
    assert (told.order.customer_id, told.contact.name) == (None, "Gil")


async def test_an_order_has_a_customer_or_a_guest(shop: Shop) -> None:
    lines = [{"product_id": shop.ids["tea"], "quantity": 1}]
    both = {"customer_id": shop.ids["elena"], "guest": {"name": "Gil"}, "lines": lines}
    refused = await shop.admin.post("/v1/orders", json=both)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/guest")
    foreign = {"guest": {"name": "Gil", "email": "gíl@müller.de"}, "lines": lines}
    refused = await shop.admin.post("/v1/orders", json=foreign)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/guest/email")
    refused = await shop.admin.post("/v1/orders", json={"lines": lines})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/customer_id")


async def test_what_cannot_be_ordered_is_pointed_at(shop: Shop) -> None:
    good = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 1}]}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"lines": [*good["lines"], {"product_id": "nothing", "quantity": 1}]}, "/lines/1/product_id"),
        ({"lines": []}, "/lines"),
        ({"lines": [{"product_id": "x", "quantity": 0}]}, "/lines/0/quantity"),
        ({"currency": "JPY"}, "/lines/0/product_id"),
        ({"currency": "XXQ"}, "/currency"),
        ({"channel": "link"}, "/channel"),
        ({"customer_id": "nobody"}, "/customer_id"),
        ({"manager_id": "nobody"}, "/manager_id"),
        ({"manager_id": shop.ids["gone"]}, "/manager_id"),
        ({"total": 1}, "/total"),
        ({"guest": {"name": "Otto\u202egnp"}}, "/guest/name"),
        ({"external_id": "a\x00b"}, "/external_id"),
    ]
    for fields, pointer in wrong:
        refused = await shop.admin.post("/v1/orders", json={**good, **fields})
        assert (refused.status_code, [fault["pointer"] for fault in refused.json()["errors"]]) == (422, [pointer])
    assert (await shop.admin.get("/v1/orders")).json()["items"] == []


@pytest.mark.req("RC-18")
async def test_an_order_waits_a_little_for_a_customer_who_was_made_a_moment_ago(shop: Shop) -> None:
    young = new_id()
    ordering = asyncio.create_task(shop.order(customer_id=young))
    await shop.service.hears(card(young, "Young One"))
    assert (await ordering)["customer"]["name"] == "Young One"


@pytest.mark.req("NX-1")
async def test_numbers_have_no_gaps_and_each_kind_its_own_though_some_commits_fail(shop: Shop) -> None:
    taken = await shop.order(external_id="taken")
    lines = [{"product_id": shop.ids["tea"], "quantity": 1}]
    body = {"customer_id": shop.ids["elena"], "lines": lines}
    kinds = {"order": "O", "quote": "Q", "purchase": "P"}

    async def create(n: int) -> httpx2.Response:
        own = {"external_id": "taken"} if n % 5 == 0 else {}
        return await shop.admin.post("/v1/orders", json={**body, "kind": list(kinds)[n % 3], **own})

    answers = await asyncio.gather(*(create(n) for n in range(200)))
    assert Counter(answer.status_code for answer in answers) == {201: 160, 409: 40}
    made = [taken, *(answer.json() for answer in answers if answer.status_code == 201)]
    year = datetime.now(UTC).year
    for kind, letter in kinds.items():
        numbers = sorted(order["number"] for order in made if order["kind"] == kind)
        assert numbers == [f"{letter}-{year}-{n:06d}" for n in range(1, len(numbers) + 1)]


async def test_the_same_request_twice_is_one_order(shop: Shop) -> None:
    body = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 1}]}
    answers = await asyncio.gather(
        *(shop.admin.post("/v1/orders", json=body, headers={"Idempotency-Key": "one"}) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len((await shop.admin.get("/v1/orders")).json()["items"]) == 1


@pytest.mark.req("RC-15", "RC-17", "O5")
async def test_a_save_tells_who_saved_and_whether_he_chose_a_manager(shop: Shop) -> None:
    order = await shop.order()
    path = f"/v1/orders/{order['id']}"
    saved = await shop.admin.patch(path, json={}, headers={"If-Match": '"1"'})
    assert (saved.status_code, saved.json()["version"], saved.json()["total"]) == (200, 2, order["total"])
    chosen = await shop.admin.patch(path, json={"manager_id": shop.ids["ben"]}, headers={"If-Match": '"2"'})
    assert chosen.json()["manager"] == {"id": shop.ids["ben"], "name": "Ben"}
    cleared = await shop.admin.patch(path, json={"manager_id": None}, headers={"If-Match": '"3"'})
    assert cleared.json()["manager"] is None
    await shop.service.tells(OrderUpdated, lambda event: event.order.version == 4)
    told = [event for event in shop.service.told if isinstance(event, OrderUpdated)]
    assert [event.act.choice and event.act.choice.manager_id for event in told] == [None, shop.ids["ben"], None]
    assert [event.act.choice is None for event in told] == [True, False, False]
    ben, me = shop.ids["ben"], shop.ids["admin"]
    assert [(deed.version, deed.by, deed.manager_id, deed.choice) for deed in told[-1].order.earlier] == [
        (1, me, None, None),
        (2, me, None, None),
        (3, me, ben, Choice(manager_id=ben)),
    ]
    refused = await shop.admin.patch(path, json={"manager_id": shop.ids["gone"]}, headers={"If-Match": '"4"'})
    assert refused.status_code == 422
    assert "MANAGER_INACTIVE" in refused.text


async def test_the_second_of_two_saves_gets_the_current_version(shop: Shop) -> None:
    order = await shop.order()
    answers = await asyncio.gather(
        *(shop.admin.patch(f"/v1/orders/{order['id']}", json={}, headers={"If-Match": '"1"'}) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    (late,) = [answer for answer in answers if answer.status_code == 412]
    assert late.json()["version"] == 2


async def test_new_lines_are_priced_today_and_old_ones_keep_their_price(shop: Shop) -> None:
    order = await shop.order()
    tea, cup = shop.ids["tea"], shop.ids["cup"]
    changed = await shop.admin.patch(f"/v1/products/{tea}", json={"prices": {}}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    lines = [{"product_id": cup, "quantity": 10}, {"product_id": tea, "quantity": 1}]
    saved = await shop.admin.patch(f"/v1/orders/{order['id']}", json={"lines": lines}, headers={"If-Match": '"1"'})
    assert [line["total"]["amount"] for line in saved.json()["lines"]] == ["0.50", "57.34"]
    assert saved.json()["total"]["amount"] == "57.84"


@pytest.mark.req("ML-30")
async def test_an_order_goes_its_way_without_jumps(shop: Shop) -> None:
    order = await shop.order()
    path = f"/v1/orders/{order['id']}"
    jump = await shop.admin.post(f"{path}/ship")
    assert (jump.status_code, jump.json()["state"]) == (409, "new")
    for step in ("confirm", "produce", "ship", "deliver"):
        assert (await shop.admin.post(f"{path}/{step}")).status_code == 200
    assert (await shop.admin.post(f"{path}/cancel")).status_code == 409
    assert (await shop.admin.post(f"{path}/explode")).status_code in (404, 405)
    told = await shop.service.tells(OrderStatusChanged, lambda event: event.order.version == 5)
    assert (told.order.state, told.act.verb) == (OrderState.DELIVERED, "delivered")
    late = await shop.admin.patch(path, json={"manager_id": shop.ids["ben"]}, headers={"If-Match": '"5"'})
    assert late.status_code == 409


@pytest.mark.req("ML-30")
async def test_an_order_tells_who_moved_it_when_and_why_it_was_cancelled(shop: Shop) -> None:
    order = await shop.order(shop.ana)
    path = f"/v1/orders/{order['id']}"
    assert order["history"] == []
    assert (await shop.ana.post(f"{path}/confirm")).status_code == 200
    refused = await shop.admin.post(f"{path}/cancel", json={"reason": " "})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/reason")
    cancelled = await shop.admin.post(f"{path}/cancel", json={"reason": "Ordered twice"})
    assert cancelled.status_code == 200, cancelled.text
    read = (await shop.ana.get(path)).json()
    assert read == cancelled.json()
    assert [(step["to"], step["by"]["name"], step["reason"]) for step in read["history"]] == [
        ("confirmed", "Ana", None),
        ("cancelled", "Admin", "Ordered twice"),
    ]
    assert [step["at"] for step in read["history"]][-1] == read["updated_at"]


async def test_a_repeated_step_under_one_key_is_one_step(shop: Shop) -> None:
    order = await shop.order()
    key = {"Idempotency-Key": "confirm once"}
    answers = [await shop.admin.post(f"/v1/orders/{order['id']}/confirm", headers=key) for _ in range(2)]
    assert [(answer.status_code, answer.json()["state"]) for answer in answers] == [(200, "confirmed")] * 2


@pytest.mark.req("RC-18")
async def test_an_order_whose_answer_was_lost_is_told_again_also_if_it_could_not_be_made_any_more(shop: Shop) -> None:
    body = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 2}]}
    made = await shop.ana.post("/v1/orders", json=body, headers={"Idempotency-Key": "lost"})
    tea = f"/v1/products/{shop.ids['tea']}"
    assert (await shop.admin.patch(tea, json={"active": False}, headers={"If-Match": '"1"'})).status_code == 200
    again = await shop.ana.post("/v1/orders", json=body, headers={"Idempotency-Key": "lost"})
    assert (again.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert (await shop.ana.post("/v1/orders", json=body, headers={"Idempotency-Key": "new"})).status_code == 422


@pytest.mark.req("NX-18", "N15", "O4")
async def test_a_repeated_request_shows_an_order_to_nobody_whose_it_is_no_longer(shop: Shop) -> None:
    body = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 2}]}
    key = {"Idempotency-Key": "mine"}
    made = await shop.ana.post("/v1/orders", json=body, headers=key)
    path = f"/v1/orders/{made.json()['id']}"
    confirmed = await shop.ana.post(f"{path}/confirm", headers=key)
    assert (made.status_code, confirmed.status_code) == (201, 422), "one key is for one request"
    assert (await shop.ana.post(f"{path}/confirm", headers={"Idempotency-Key": "step"})).status_code == 200
    again = await shop.ana.post("/v1/orders", json=body, headers=key)
    assert (again.status_code, again.json()["state"]) == (201, "confirmed")
    taken = await shop.admin.patch(path, json={"manager_id": shop.ids["ben"]}, headers={"If-Match": '"2"'})
    assert taken.status_code == 200
    for repeated in (
        await shop.ana.get(path),
        await shop.ana.post("/v1/orders", json=body, headers=key),
        await shop.ana.post(f"{path}/confirm", headers={"Idempotency-Key": "step"}),
    ):
        assert repeated.status_code == 404
        assert made.json()["number"] not in repeated.text
    assert len((await shop.admin.get("/v1/orders")).json()["items"]) == 1
    assert (await shop.admin.get(path)).json()["version"] == 3
