"""Quotes from draft to order, over the API."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from tests.integration.orders.conftest import SEAL, Shop, mail_news
from tests.support.waiting import eventually

from chassis.access import Seal
from contracts.notify import MailFailed, MailSent
from contracts.orders import OrderCreated, OrderStatusChanged, OrderUpdated, QuoteSent

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOT_SENT = {"valid_until": None, "order_id": None, "sent": None}


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


async def quoted(market: Shop, **fields: Any) -> dict[str, Any]:
    """A quote of Ana's for her customer Elena."""
    return await market.order(market.ana, kind="quote", **fields)


async def act(market: Shop, quote: dict[str, Any], act: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = await market.ana.post(f"/v1/orders/{quote['id']}/{act}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def accepted(market: Shop, quote: dict[str, Any], key: str | None = None) -> httpx2.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    return await market.ana.post(f"/v1/orders/{quote['id']}/accept", headers=headers)


@pytest.mark.req("NX-23")
async def test_a_quote_is_sent_with_a_sealed_link_and_accepted_into_an_order_with_its_lines(market: Shop) -> None:
    quote = await quoted(market)
    assert (quote["state"], quote["offer"]) == ("draft", {"revision": 1, **NOT_SENT})
    sent = await act(market, quote, "send")
    assert (sent["state"], sent["offer"]["valid_until"]) == ("sent", day(30))
    told = await market.service.tells(QuoteSent, lambda event: event.order.id == quote["id"])
    assert (told.order.version, told.order.revision, told.contact.email) == (2, 1, "elena@example.test")
    link = Seal(SEAL).opened(told.sealed_url)
    assert "/q/" in link
    assert link not in told.model_dump_json()
    dearer = {"name": {"en": "Other tea"}, "prices": {"EUR": "20", "RON": "99"}}
    path = f"/v1/products/{market.ids['tea']}"
    assert (await market.admin.patch(path, json=dearer, headers={"If-Match": '"1"'})).status_code == 200
    order = await act(market, quote, "accept", 201)
    assert (order["kind"], order["state"], order["number"][:2], order["quote_id"]) == (
        "order",
        "new",
        "O-",
        quote["id"],
    )
    assert (order["lines"], order["total"]) == (quote["lines"], quote["total"])
    assert (order["customer"], order["channel"], order["currency"]) == (
        quote["customer"],
        quote["channel"],
        quote["currency"],
    )
    shown = (await market.ana.get(f"/v1/orders/{quote['id']}")).json()
    assert (shown["state"], shown["offer"]["order_id"]) == ("accepted", order["id"])
    assert [(step["to"], step["by"]["name"]) for step in shown["history"]] == [("sent", "Ana"), ("accepted", "Ana")]
    created = await market.service.tells(OrderCreated, lambda event: event.order.id == order["id"])
    assert (created.order.quote_id, created.act.choice) == (quote["id"], None)
    closed = await market.service.tells(
        OrderStatusChanged, lambda event: event.order.id == quote["id"] and event.act.verb == "accepted"
    )
    assert closed.order.order_id == order["id"]


@pytest.mark.req("NX-23")
async def test_many_clicks_on_accept_make_one_order(market: Shop) -> None:
    quote = await quoted(market)
    await act(market, quote, "send")
    answers = await asyncio.gather(*(accepted(market, quote) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 7]
    (order,) = [answer.json() for answer in answers if answer.status_code == 201]
    assert {answer.json()["order_id"] for answer in answers if answer.status_code == 409} == {order["id"]}
    assert len(market.service.told_of(order["id"], OrderCreated)) <= 1
    made = await market.service.database.collection("orders").find({"quote_id": quote["id"]})
    assert [doc["_id"] for doc in made] == [order["id"]]
    other = await quoted(market)
    again = await asyncio.gather(*(accepted(market, other, f"accept {other['id']}") for _ in range(4)))
    assert {answer.status_code for answer in again} == {201}
    assert len({answer.json()["id"] for answer in again}) == 1


@pytest.mark.req("NX-8")
async def test_a_revised_quote_keeps_what_it_offered_before_and_goes_out_again(market: Shop) -> None:
    quote = await quoted(market)
    await act(market, quote, "send")
    wrong = await market.ana.patch(f"/v1/orders/{quote['id']}", json={"lines": []}, headers={"If-Match": '"2"'})
    assert wrong.status_code == 422
    cup, tea = market.ids["cup"], market.ids["tea"]
    lines = [{"product_id": tea, "quantity": 5}, {"product_id": cup, "quantity": 1}]
    late = await market.ana.patch(f"/v1/orders/{quote['id']}", json={"lines": lines}, headers={"If-Match": '"2"'})
    assert late.status_code == 409
    revised = await act(market, quote, "revise", lines=lines, valid_until=day(5), reason="five, as told")
    assert (revised["state"], revised["offer"]) == ("draft", {"revision": 2, **NOT_SENT, "valid_until": day(5)})
    assert [line["quantity"] for line in revised["lines"]] == [5, 1]
    assert revised["lines"][0]["unit_price"] == quote["lines"][0]["unit_price"]
    updated = await market.service.tells(OrderUpdated, lambda event: event.order.id == quote["id"])
    assert (updated.act.verb, updated.order.revision, updated.order.state) == ("revised", 2, "draft")
    again = await act(market, quote, "send")
    assert again["offer"]["valid_until"] == day(5)
    seen = (await market.ana.get(f"/v1/orders/{quote['id']}/revisions")).json()["items"]
    assert [(each["revision"], each["state"], len(each["lines"])) for each in seen] == [(2, "sent", 2), (1, "sent", 1)]
    assert (seen[1]["lines"], seen[1]["total"]) == (quote["lines"], quote["total"])
    assert (await act(market, quote, "accept", 201))["lines"] == revised["lines"]
    refused = await act(market, quote, "revise", 409)
    assert refused["type"].endswith("wrong-state")


async def test_a_declined_quote_says_why_and_can_be_revised(market: Shop) -> None:
    quote = await quoted(market)
    await act(market, quote, "send")
    declined = await act(market, quote, "decline", reason="Too dear.")
    assert (declined["state"], declined["history"][-1]["reason"]) == ("declined", "Too dear.")
    assert (await act(market, quote, "accept", 409))["state"] == "declined"
    assert (await act(market, quote, "send", 409))["state"] == "declined"
    assert (await act(market, quote, "revise"))["offer"]["revision"] == 2


async def test_a_quote_expires_by_itself_after_its_last_day_and_by_the_clock_before(market: Shop) -> None:
    quote = await quoted(market, valid_until=day(0))
    await act(market, quote, "send")
    quotes = market.service.database.collection("orders")
    lapsed = {"$set": {"offer.valid_until": day(-1)}}
    assert await quotes.find_one_and_update({"_id": quote["id"]}, lapsed) is not None

    async def expired() -> bool:
        return bool((await market.ana.get(f"/v1/orders/{quote['id']}")).json()["state"] == "expired")

    assert (await act(market, quote, "accept", 409))["state"] in ("sent", "expired")
    await eventually(expired, 30)
    told = await market.service.tells(
        OrderStatusChanged, lambda event: event.order.id == quote["id"] and event.act.verb == "expired"
    )
    assert told.act.actor.kind == "system"
    assert (await act(market, quote, "send", valid_until=day(-1), status=422))["errors"][0]["pointer"] == "/valid_until"
    assert (await act(market, quote, "send", valid_until=day(1)))["state"] == "sent"


async def test_what_makes_no_sense_is_refused(market: Shop) -> None:
    order = await market.order(market.ana)
    for step in ("send", "accept", "decline", "revise"):
        assert (await act(market, order, step, 409))["state"] == "new"
    assert (await market.ana.get(f"/v1/orders/{order['id']}/revisions")).json()["items"] == []
    quote = await quoted(market)
    for step in ("confirm", "produce", "ship", "deliver"):
        assert (await act(market, quote, step, 409))["state"] == "draft"
    body = {"customer_id": market.ids["elena"], "lines": [{"product_id": market.ids["tea"], "quantity": 1}]}
    dated = await market.ana.post("/v1/orders", json={**body, "valid_until": day(1)})
    assert (dated.status_code, dated.json()["errors"][0]["pointer"]) == (422, "/valid_until")
    over = await market.ana.post("/v1/orders", json={**body, "kind": "quote", "valid_until": day(-1)})
    assert (over.status_code, over.json()["errors"][0]["pointer"]) == (422, "/valid_until")
    assert (await act(market, quote, "revise", 422, valid_until=day(-1)))["errors"][0]["pointer"] == "/valid_until"
    guest = {"name": "Otto"}
    nobody = await market.ana.post("/v1/orders", json={"kind": "quote", "guest": guest, "lines": body["lines"]})
    assert (await act(market, nobody.json(), "send", 409))["type"].endswith("no-address")
    lines = [{"product_id": "nothing", "quantity": 1}]
    assert (await act(market, quote, "revise", 422, lines=lines))["errors"][0]["pointer"] == "/lines/0/product_id"


@pytest.mark.req("NX-17", "NX-25")
async def test_a_quote_is_its_sellers_alone_and_pending_until_it_is_answered(market: Shop) -> None:
    quote = await quoted(market, manager_id=market.ids["ana"])
    for step in ("send", "accept", "decline", "revise"):
        assert (await market.ben.post(f"/v1/orders/{quote['id']}/{step}")).status_code == 404
    assert (await market.ben.get(f"/v1/orders/{quote['id']}/revisions")).status_code == 404

    async def pending(client: httpx2.AsyncClient) -> set[str]:
        return {each["id"] for each in (await client.get("/v1/orders?pending=true&limit=200")).json()["items"]}

    assert quote["id"] in await pending(market.ana)
    assert quote["id"] not in await pending(market.ben)
    await act(market, quote, "send")
    assert quote["id"] in await pending(market.ana)
    await act(market, quote, "decline")
    assert quote["id"] not in await pending(market.ana)


@pytest.mark.req("NX-8", "NX-15")
async def test_whoever_may_gives_a_line_another_discount_than_the_customers(market: Shop) -> None:
    tea, cup = market.ids["tea"], market.ids["cup"]
    quote = await quoted(market, lines=[{"product_id": tea, "quantity": 2, "discount_percent": "20"}])
    (line,) = quote["lines"]
    assert line["discount_percent"] == "20"
    assert Decimal(line["unit_price"]["amount"]) < Decimal(line["base_price"]["amount"]) * Decimal("0.801")
    lines = [{"product_id": tea, "quantity": 2, "discount_percent": "50"}, {"product_id": cup, "quantity": 100}]
    path = f"/v1/orders/{quote['id']}"
    saved = (await market.ana.patch(path, json={"lines": lines}, headers={"If-Match": '"1"'})).json()
    assert [each["discount_percent"] for each in saved["lines"]] == ["50", "7.5"]
    assert saved["lines"][0]["base_price"] == line["base_price"]
    revised = await act(market, quote, "revise", lines=[{"product_id": tea, "quantity": 2}])
    assert revised["lines"][0]["discount_percent"] == "50"
    new = {"customer_id": market.ids["elena"], "lines": lines}
    for refused in (
        await market.admin.post("/v1/orders", json=new),
        await market.admin.patch(path, json={"lines": lines}, headers={"If-Match": '"3"'}),
        await market.admin.post(f"{path}/revise", json={"lines": lines}),
    ):
        assert refused.status_code == 403
        assert "orders.discount" in refused.json()["detail"]


@pytest.mark.req("NX-23", "N9")
async def test_a_quote_shows_to_whom_it_went_and_what_became_of_the_mail(market: Shop) -> None:
    quote = await quoted(market)
    first = (await act(market, quote, "send"))["offer"]["sent"]
    assert (first["to"], first["by"], first["state"], first["settled_at"]) == (
        "elena@example.test",
        market.ids["ana"],
        "queued",
        None,
    )

    async def shows(state: str) -> dict[str, Any] | None:
        listed = await market.ana.get("/v1/orders", params={"kind": "quote", "q": quote["number"]})
        (found,) = listed.json()["items"]
        sent: dict[str, Any] = found["offer"]["sent"]
        return sent if sent["state"] == state else None

    await market.service.hears(mail_news(MailFailed, first["id"], 2, "no such mailbox"))
    assert (await eventually(lambda: shows("failed")) or {})["reason"] == "no such mailbox"
    second = (await act(market, quote, "send"))["offer"]["sent"]
    assert (second["state"], second["id"] != first["id"]) == ("queued", True)
    await market.service.hears(mail_news(MailSent, second["id"], 1), mail_news(MailSent, first["id"], 3))
    assert (await eventually(lambda: shows("sent")) or {})["id"] == second["id"]
    assert (await act(market, quote, "revise"))["offer"]["sent"] is None
