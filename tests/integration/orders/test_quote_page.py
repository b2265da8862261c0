"""The page on which a customer answers a quote."""

import asyncio
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from pypdf import PdfReader
from tests.integration.orders.conftest import JSON, SEAL, Client, Shop
from tests.integration.orders.test_quotes import act, quoted

from chassis.access import Seal
from contracts.orders import Channel, OrderCreated, OrderStatusChanged, QuoteSent

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


async def sent_to(market: Shop, quote: dict[str, Any]) -> str:
    """The path of the link in the mail of the quote's latest sending."""
    version = (await act(market, quote, "send"))["version"]
    told = await market.service.tells(
        QuoteSent, lambda event: event.order.id == quote["id"] and event.order.version == version
    )
    return urlsplit(Seal(SEAL).opened(told.sealed_url)).path


async def entered(market: Shop, path: str, quote: dict[str, Any]) -> Client:
    visitor = await market.visitor()
    answer = await visitor.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/quote/{quote['id']}"), answer.text
    return visitor


async def page(visitor: Client, quote: dict[str, Any], query: str = "") -> str:
    answer = await visitor.get(f"/quote/{quote['id']}{query}", headers=PAGE)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.req("NX-23", "N9")
async def test_a_customer_reads_his_quote_and_accepts_it_without_an_account_or_javascript(market: Shop) -> None:
    quote = await quoted(market)
    path = await sent_to(market, quote)
    visitor = await market.visitor()
    opened = await visitor.get(path)
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert path.rpartition("/")[2].lower() not in cookie
    seen = await visitor.get(f"/quote/{quote['id']}", headers=PAGE)
    assert seen.headers["cache-control"] == "no-store"
    assert seen.headers["referrer-policy"] == "no-referrer"
    assert seen.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in seen.text
    assert path.rpartition("/")[2] not in seen.text
    for text in (
        'lang="ro"',
        quote["number"],
        "Pentru <bdi>Elena Pop</bdi></p>",
        "114,68\xa0RON",
        "61,99\xa0RON",
        "Acceptă și comandă",
    ):
        assert text in seen.text
    assert (await market.ana.get(f"/v1/orders/{quote['id']}")).json()["state"] == "sent"
    done = await visitor.post(f"/quote/{quote['id']}/accept", headers=PAGE)
    assert (done.status_code, done.headers["location"]) == (303, f"/quote/{quote['id']}")
    told = await market.service.tells(OrderCreated, lambda event: event.order.quote_id == quote["id"])
    assert told.order.number in await page(visitor, quote)
    assert (told.order.channel, told.act.actor.kind, told.order.created_by) == (Channel.LINK, "customer", None)
    assert told.order.manager_id is None or told.order.manager_id == market.ids["ana"]
    shown = (await market.ana.get(f"/v1/orders/{quote['id']}")).json()
    assert shown["history"][-1]["by"] == {"id": "customer", "name": "Elena Pop"}


@pytest.mark.req("NX-23")
async def test_a_double_click_is_one_order_and_both_are_told_so(market: Shop) -> None:
    quote = await quoted(market)
    visitor = await entered(market, await sent_to(market, quote), quote)

    async def click() -> httpx2.Response:
        return await visitor.post(f"/quote/{quote['id']}/accept", json={}, headers=JSON)

    answers = await asyncio.gather(*(click() for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["order_number"] for answer in answers}) == 1
    made = await market.service.database.collection("orders").find({"quote_id": quote["id"]})
    assert [doc["number"] for doc in made] == [answers[0].json()["order_number"]]
    late = await visitor.post(f"/quote/{quote['id']}/decline", headers=PAGE)
    assert late.status_code == 409
    assert answers[0].json()["order_number"] in late.text


async def test_a_customer_declines_and_says_why(market: Shop) -> None:
    quote = await quoted(market)
    visitor = await entered(market, await sent_to(market, quote), quote)
    path = f"/quote/{quote['id']}/decline"
    for _ in range(2):
        done = await visitor.post(f"{path}?lang=bg", data={"reason": "Твърде скъпо"}, headers=PAGE)
        assert (done.status_code, done.headers["location"]) == (303, f"/quote/{quote['id']}?lang=bg")
    assert "Тази оферта е отказана" in await page(visitor, quote, "?lang=bg")
    told = await market.service.tells(
        OrderStatusChanged, lambda event: event.order.id == quote["id"] and event.act.verb == "declined"
    )
    assert (told.act.actor.id, told.reason) == (market.ids["elena"], "Твърде скъпо")
    shown = (await market.ana.get(f"/v1/orders/{quote['id']}")).json()
    assert [step["reason"] for step in shown["history"]] == [None, "Твърде скъпо"]
    assert (await visitor.post(path, data={"reason": "x" * 501}, headers=PAGE)).status_code == 422


@pytest.mark.req("NX-8")
async def test_the_link_of_an_earlier_revision_only_says_that_there_is_a_newer_one(market: Shop) -> None:
    quote = await quoted(market)
    first = await sent_to(market, quote)
    visitor = await entered(market, first, quote)
    cup = [{"product_id": market.ids["cup"], "quantity": 7}]
    await act(market, quote, "revise", lines=cup)
    for sending in (False, True):
        if sending:
            second = await sent_to(market, quote)
            assert second != first
        shown = await page(visitor, quote, "?lang=es")
        assert "versión más reciente" in shown
        assert "Taza" not in shown
        for answer in ("accept", "decline"):
            refused = await visitor.post(f"/quote/{quote['id']}/{answer}", json={}, headers=JSON)
            assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "quote-superseded")
    newer = await entered(market, second, quote)
    assert "Taza" in await page(newer, quote)
    assert (await newer.get(f"/quote/{quote['id']}", headers=JSON)).json()["state"] == "open"


async def test_whatever_is_wrong_with_a_link_looks_the_same(market: Shop) -> None:
    quote, other = await quoted(market), await quoted(market)
    path = await sent_to(market, quote)
    visitor = await entered(market, path, quote)
    stranger = await market.visitor()
    link = (await market.link())["url"].rpartition("/")[2]
    for wrong in ("/q/nothing", path[:-1] + ("A" if path[-1] != "A" else "B"), f"/q/{link}"):
        assert (await stranger.get(wrong, headers=PAGE)).status_code == 410
    for answer in ("", "/accept", "/decline"):
        method = "POST" if answer else "GET"
        for client, mine in ((stranger, quote), (visitor, other)):
            refused = await client.request(method, f"/quote/{mine['id']}{answer}", headers=PAGE)
            assert refused.status_code == 410
            assert quote["number"] not in refused.text
    abroad = {**PAGE, "Sec-Fetch-Site": "cross-site"}
    assert (await visitor.post(f"/quote/{quote['id']}/accept", headers=abroad)).status_code == 403
    await act(market, quote, "cancel")
    assert (await visitor.get(f"/quote/{quote['id']}", headers=PAGE)).status_code == 410


async def test_an_expired_quote_says_so_and_takes_no_answer(market: Shop) -> None:
    quote = await quoted(market)
    visitor = await entered(market, await sent_to(market, quote), quote)
    lapsed = {"$set": {"offer.valid_until": "2020-01-31"}}
    assert await market.service.database.collection("orders").find_one_and_update({"_id": quote["id"]}, lapsed)
    assert "January 31, 2020" in await page(visitor, quote, "?lang=en")
    refused = await visitor.post(f"/quote/{quote['id']}/accept?lang=bg", headers=PAGE)
    assert refused.status_code == 409
    assert "31 януари 2020" in refused.text
    assert "<button" not in refused.text


async def test_a_quote_and_the_order_that_it_became_are_printed_for_seller_and_customer(market: Shop) -> None:
    quote = await quoted(market)
    first = await entered(market, await sent_to(market, quote), quote)
    path = f"/v1/orders/{quote['id']}/document.pdf"
    printed = await market.ana.get(path)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    assert printed.headers["content-disposition"] == f'inline; filename="{quote["number"]}.pdf"'
    assert f"Oferta {quote['number']}" in words(printed)
    assert f"Оферта {quote['number']}" in words(await market.ana.get(f"{path}?lang=bg"))
    assert (await market.ana.get(f"{path}?lang=fr")).status_code == 422
    assert (await market.ben.get(path)).status_code == 404
    for chosen, title in (("", "Oferta"), ("?lang=es", "Cotización")):
        assert f"{title} {quote['number']}" in words(await first.get(f"/quote/{quote['id']}/document.pdf{chosen}"))
    order = (await first.post(f"/quote/{quote['id']}/accept", json={}, headers=JSON)).json()
    (made,) = await market.service.database.collection("orders").find({"quote_id": quote["id"]})
    assert order["order_number"] in words(await market.admin.get(f"/v1/orders/{made['_id']}/document.pdf?lang=en"))
    stranger = await market.visitor()
    assert (await stranger.get(f"/quote/{quote['id']}/document.pdf")).status_code == 410


@pytest.mark.req("ML-29")
async def test_a_customer_prints_what_he_ordered_by_his_link_and_nothing_else(market: Shop) -> None:
    visitor = await market.visitor((await market.link())["url"])
    await visitor.post("/shop/cart", json={"product_id": market.ids["tea"], "quantity": 2})
    order = (await visitor.post("/shop/orders", json={"submission_id": "print"}, headers=JSON)).json()
    assert f"Comanda {order['number']}" in words(await visitor.get(f"/shop/orders/{order['id']}/document.pdf"))
    other = await market.order(market.ana)
    assert (await visitor.get(f"/shop/orders/{other['id']}/document.pdf")).status_code == 404


def words(printed: httpx2.Response) -> str:
    assert printed.status_code == 200, printed.text
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
