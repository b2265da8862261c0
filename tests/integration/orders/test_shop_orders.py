"""What the customer saw is what he orders, and what he ordered he sees and can have again."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from tests.integration.orders.conftest import ELENAS_TERMS, JSON, Client, Shop, card

from chassis.http import View
from chassis.ids import new_id
from orders.api.shop_views import CartView, ReorderView, ShopOrdersView, ShopView

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = {"Accept": "text/html"}


@pytest_asyncio.fixture(loop_scope="module")
async def shop(market: Shop) -> AsyncIterator[Shop]:
    """The shop of the module with a customer and two products of the test's own, offered no longer than the test."""
    own = replace(market, ids={**market.ids, "elena": new_id()})
    await market.service.hears(card(own.ids["elena"], "Elena Pop", **ELENAS_TERMS))
    await own.offers_tea_and_cups(f"TEA-{own.ids['elena']}", f"CUP-{own.ids['elena']}")
    yield own
    for name in ("tea", "cup"):
        await _changes(own, name, active=False)


async def _orders(shop: Shop) -> list[Any]:
    listed = await shop.admin.get("/v1/orders", params={"customer_id": shop.ids["elena"]})
    return list(listed.json()["items"])


async def _visitor(shop: Shop, **quantities: int) -> Client:
    visitor = await shop.visitor((await shop.link())["url"])
    for name, quantity in quantities.items():
        put = await visitor.post("/shop/cart", json={"product_id": shop.ids[name], "quantity": quantity})
        assert put.status_code == 200, put.text
    return visitor


async def _changes(shop: Shop, name: str, **fields: Any) -> None:
    path = f"/v1/products/{shop.ids[name]}"
    version = (await shop.admin.get(path)).headers["etag"]
    changed = await shop.admin.patch(path, json=fields, headers={"If-Match": version})
    assert changed.status_code == 200, changed.text


def _form(html: str) -> dict[str, str]:
    send = html[html.index('class="send"') :]
    return dict(re.findall(r'name="(submission_id|seen)" value="([^"]+)"', send))


@pytest.mark.req("N11")
async def test_a_price_that_changed_since_it_was_seen_is_shown_before_anything_is_ordered(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2, cup=1)
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "80.00"})
    refused = await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:cart-changed")
    assert refused.json()["changed"] == [
        {
            "product_id": shop.ids["tea"],
            "name": "Ceai verde",
            "before": {"quantity": 2, "unit_price": {"amount": "57.34", "currency": "RON"}},
            "now": {"quantity": 2, "unit_price": {"amount": "74.00", "currency": "RON"}},
        }
    ]
    assert await _orders(shop) == []
    assert len((await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"]) == 2
    confirmed = {"submission_id": "1", "seen": refused.json()["seen"]}
    ordered = await visitor.post("/shop/orders", json=confirmed, headers=JSON)
    assert ordered.status_code == 201, ordered.text
    assert ordered.json()["total"] == {"amount": "148.05", "currency": "RON"}
    again = await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)
    assert (again.status_code, again.json()["number"]) == (201, ordered.json()["number"])


@pytest.mark.req("N11")
async def test_a_browser_shows_old_and_new_price_with_one_button_that_confirms(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2)
    first = _form((await visitor.get("/shop", headers=PAGE)).text)
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "80.00"})
    page = await visitor.post("/shop/orders", data=first, headers=PAGE)
    assert page.status_code == 409
    for text in ("57,34\xa0RON", "74,00\xa0RON", "148,00\xa0RON"):
        assert text in page.text
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "90.00"})
    second = await visitor.post("/shop/orders", data=_form(page.text), headers=PAGE)
    assert second.status_code == 409, "it changed once more before he confirmed"
    assert "83,25\xa0RON" in second.text
    assert _form(second.text)["submission_id"] == first["submission_id"]
    assert (await visitor.post("/shop/orders", data=_form(second.text), headers=PAGE)).status_code == 303
    (order,) = await _orders(shop)
    assert order["total"]["amount"] == "166.50"


@pytest.mark.req("N11")
async def test_who_saw_the_new_price_is_not_asked_again(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2)
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "80.00"})
    form = _form((await visitor.get("/shop", headers=PAGE)).text)
    assert (await visitor.post("/shop/orders", data=form, headers=PAGE)).status_code == 303


@pytest.mark.req("N11")
async def test_what_another_device_put_into_the_cart_is_shown_before_it_is_ordered(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2)
    form = _form((await visitor.get("/shop", headers=PAGE)).text)
    await visitor.post("/shop/cart", json={"product_id": shop.ids["cup"], "quantity": 5})
    page = await visitor.post("/shop/orders", data=form, headers=PAGE)
    assert page.status_code == 409
    assert "Taza" in page.text
    assert await _orders(shop) == []


@pytest.mark.req("ML-28", "ML-30")
async def test_later_visits_show_the_customers_orders_and_their_states(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=1)
    empty = await visitor.get("/shop/orders", headers=PAGE)
    assert "Încă nu ați comandat nimic." in empty.text
    numbers = []
    for n in range(21):
        await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": n + 1})
        sent = (await visitor.post("/shop/orders", json={"submission_id": str(n)}, headers=JSON)).json()
        numbers.append(sent["number"])
    assert (await shop.admin.post(f"/v1/orders/{sent['id']}/confirm")).status_code == 200
    first = (await visitor.get("/shop/orders", headers=JSON)).json()
    second = (await visitor.get("/shop/orders", params={"cursor": first["next"]}, headers=JSON)).json()
    assert [each["number"] for each in first["items"] + second["items"]] == numbers[::-1]
    assert (first["items"][0]["state"], second["next"]) == ("confirmed", None)
    page = (await visitor.get("/shop/orders", headers=PAGE)).text
    assert "Confirmată" in page
    assert f"cursor={first['next']}" in page
    shown = (await visitor.get(f"/shop/orders/{sent['id']}", headers=PAGE)).text
    assert '<li class="done" aria-current="step">Confirmată</li>' in shown
    broken = await visitor.get("/shop/orders", params={"cursor": "x"}, headers=JSON)
    assert broken.status_code == 422
    other = await shop.visitor((await shop.link())["url"])
    assert (await other.get("/shop/orders", headers=JSON)).json()["items"] == []


async def test_programs_are_told_what_the_api_description_says(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2, cup=3)
    sent = (await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)).json()
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "80.00"})
    await _changes(shop, "cup", active=False)
    cart = await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 1}, headers=JSON)
    again = await visitor.post(f"/shop/orders/{sent['id']}/again", headers=JSON)
    answers: dict[type[View], Any] = {
        CartView: cart,
        ReorderView: again,
        ShopView: await visitor.get("/shop", headers=JSON),
        ShopOrdersView: await visitor.get("/shop/orders", headers=JSON),
    }
    for view, answer in answers.items():
        described = view.model_validate_json(answer.content, extra="forbid")
        assert described.model_dump(mode="json") == answer.json()


@pytest.mark.req("ML-28")
async def test_an_earlier_order_goes_into_the_cart_again_and_what_changed_is_told(shop: Shop) -> None:
    visitor = await _visitor(shop, tea=2, cup=3)
    sent = (await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)).json()
    await _changes(shop, "tea", prices={"EUR": "12.50", "RON": "80.00"})
    await _changes(shop, "cup", active=False)
    await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 1})
    again = [await visitor.post(f"/shop/orders/{sent['id']}/again", headers=JSON) for _ in range(2)]
    assert again[0].status_code == 200, again[0].text
    assert again[0].json() == again[1].json()
    told = again[0].json()
    assert [(line["product_id"], line["quantity"]) for line in told["cart"]["lines"]] == [(shop.ids["tea"], 2)]
    assert told["gone"] == ["Taza <roja>"]
    assert [(each["before"]["amount"], each["now"]["amount"]) for each in told["changed"]] == [("57.34", "74.00")]
    went = await visitor.post(f"/shop/orders/{sent['id']}/again", headers=PAGE)
    assert went.headers["location"] == f"/shop?again={sent['id']}#cart"
    page = (await visitor.get(went.headers["location"], headers=PAGE)).text
    for text in (sent["number"], "Taza &lt;roja&gt;", "74,00\xa0RON", "57,34\xa0RON"):
        assert text in page
    assert (await visitor.post("/shop/orders", json={"submission_id": "2"}, headers=JSON)).status_code == 201
    other = await shop.visitor((await shop.link())["url"])
    assert (await other.post(f"/shop/orders/{sent['id']}/again", headers=JSON)).status_code == 404
