"""The customer's own shop behind his link."""

import asyncio
import re
from typing import Any

import pytest
from tests.integration.orders.conftest import JSON, Client, Shop, path_of
from tests.support.waiting import eventually

from contracts.orders import Channel, OrderCreated

PAGE = {"Accept": "text/html"}


async def _filled(shop: Shop, quantity: int = 2) -> Client:
    visitor = await shop.visitor((await shop.link())["url"])
    put = await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": quantity})
    assert put.status_code == 200, put.text
    return visitor


@pytest.mark.req("ML-27")
async def test_the_shop_shows_personal_prices_in_the_customers_language_and_currency(shop: Shop) -> None:
    visitor = await shop.visitor((await shop.link())["url"])
    seen = (await visitor.get("/shop", headers=JSON)).json()
    assert (seen["shop"], seen["customer"]["name"]) == ("Casa Verde", "Elena Pop")
    assert (seen["language"], seen["currency"]) == ("ro", "RON")
    tea = next(product for product in seen["products"] if product["id"] == shop.ids["tea"])
    assert tea == {
        "id": shop.ids["tea"],
        "name": "Ceai verde",
        "description": None,
        "category": None,
        "category_name": None,
        "image_url": None,
        "pictures": [],
        "price": {"amount": "57.34", "currency": "RON"},
        "base_price": {"amount": "61.99", "currency": "RON"},
    }
    assert seen["cart"] == {"lines": [], "total": {"amount": "0.00", "currency": "RON"}}
    page = (await visitor.get("/shop", headers=PAGE)).text
    for text in ('lang="ro"', "Bun venit, <bdi>Elena Pop</bdi>", "57,34\xa0RON", "61,99\xa0RON", "Taza &lt;roja&gt;"):
        assert text in page


@pytest.mark.req("ML-27", "ML-28")
async def test_the_shop_tells_what_a_product_is_in_the_customers_language(shop: Shop) -> None:
    named = {"key": "tea", "name": {"en": "Tea", "ro": "Ceaiuri <bune>"}}
    assert (await shop.admin.post("/v1/categories", json=named)).status_code == 201
    product = {
        "sku": "ASSAM",
        "name": {"en": "Assam"},
        "description": {"en": "Strong", "ro": "Tare <și> negru"},
        "category": "tea",
        "image_url": "https://example.test/assam.jpg",
        "prices": {"RON": "1"},
    }
    assert (await shop.admin.post("/v1/products", json=product)).status_code == 201
    visitor = await shop.visitor((await shop.link())["url"])

    async def first() -> dict[str, Any] | None:
        shelf = (await visitor.get("/shop", headers=JSON)).json()["products"]
        return dict(shelf[0]) if shelf[0]["category_name"] == "Ceaiuri <bune>" else None

    shown = await eventually(first) or {}
    assert (shown["name"], shown["description"], shown["category"]) == ("Assam", "Tare <și> negru", "tea")
    assert (shown["image_url"], shown["pictures"]) == ("https://example.test/assam.jpg", [])
    assert "<bdi>Tare &lt;și&gt; negru</bdi>" in (await visitor.get("/shop", headers=PAGE)).text


@pytest.mark.req("N9")
async def test_opening_a_link_leaves_no_trace_of_the_token(shop: Shop) -> None:
    link = await shop.link()
    visitor = await shop.visitor()
    opened = await visitor.get(path_of(link["url"]))
    cookie = opened.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert path_of(link["url"]).removeprefix("/o/").lower() not in cookie
    page = await visitor.get("/shop", headers=PAGE)
    for answer in (opened, page):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert re.findall("<script[^>]*>([^<]*)</script>", page.text) == [""], "no script in the page itself"
    assert path_of(link["url"]).removeprefix("/o/") not in page.text


@pytest.mark.req("ML-28", "ML-29", "RC-18")
async def test_a_browser_without_javascript_fills_its_cart_and_orders(shop: Shop) -> None:
    visitor = await shop.visitor((await shop.link())["url"])
    own = {**PAGE, "Sec-Fetch-Site": "same-origin"}
    put = await visitor.post("/shop/cart", data={"product_id": shop.ids["tea"], "quantity": "3"}, headers=own)
    assert (put.status_code, put.headers["location"]) == (303, "/shop")
    page = (await visitor.get("/shop", headers=PAGE)).text
    assert "172,02\xa0RON" in page
    found = re.search(r'name="submission_id" value="([^"]+)"', page)
    assert found is not None
    sent = await visitor.post("/shop/orders", data={"submission_id": found[1]}, headers=own)
    assert sent.status_code == 303
    thanks = await visitor.get(sent.headers["location"], headers=PAGE)
    assert thanks.status_code == 200
    told = await shop.service.tells(OrderCreated)
    assert told.order.number in thanks.text
    assert (told.order.channel, told.order.customer_id, told.order.created_by) == (
        Channel.LINK,
        shop.ids["elena"],
        None,
    )
    assert (told.act.actor.kind, told.act.actor.id) == ("customer", shop.ids["elena"])
    assert (told.order.total.amount, told.order.language) == (told.order.lines[0].unit_price.amount * 3, "ro")
    assert (await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"] == []
    assert (await shop.admin.get(f"/v1/orders/{told.order.id}")).json()["channel"] == "link"


@pytest.mark.req("ML-28")
async def test_the_same_submission_twice_is_one_order_with_the_same_answer(shop: Shop) -> None:
    visitor = await _filled(shop)
    body = {"submission_id": "first"}
    answers = await asyncio.gather(*(visitor.post("/shop/orders", json=body, headers=JSON) for _ in range(4)))
    answers.append(await visitor.post("/shop/orders", json=body, headers=JSON))
    assert [answer.status_code for answer in answers] == [201] * 5
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len((await shop.admin.get("/v1/orders")).json()["items"]) == 1
    other = await visitor.post("/shop/orders", json={"submission_id": "second"}, headers=JSON)
    assert (other.status_code, other.json()["type"]) == (409, "urn:vinculo:problem:cart-empty")


@pytest.mark.req("ML-28", "N9")
async def test_looking_changes_nothing(shop: Shop) -> None:
    visitor = await _filled(shop)
    before = (await visitor.get("/shop", headers=JSON)).json()
    for path in ("/shop", "/shop/orders/x", "/shop/cart", "/shop/orders"):
        await visitor.get(path)
    assert (await visitor.get("/shop", headers=JSON)).json() == before
    assert (await shop.admin.get("/v1/orders")).json()["items"] == []


async def test_quantity_nought_takes_a_product_out_of_the_cart(shop: Shop) -> None:
    visitor = await _filled(shop)
    put = await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 0})
    assert put.json()["lines"] == []


@pytest.mark.req("ML-28")
async def test_what_is_no_longer_offered_cannot_be_ordered_and_the_cart_is_kept(shop: Shop) -> None:
    visitor = await _filled(shop)
    tea = f"/v1/products/{shop.ids['tea']}"
    assert (await shop.admin.patch(tea, json={"active": False}, headers={"If-Match": '"1"'})).status_code == 200
    refused = await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:cart-not-orderable")
    assert refused.json()["errors"] == [{"pointer": "/cart/lines/0/product_id", "detail": "TEA is no longer offered"}]
    page = await visitor.post("/shop/orders", data={"submission_id": "1"}, headers=PAGE)
    assert page.status_code == 409
    assert "nu mai este în ofertă" in page.text
    (line,) = (await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"]
    assert (line["quantity"], line["available"]) == (2, False)
    put = await visitor.post("/shop/cart", json={"product_id": shop.ids["tea"], "quantity": 5})
    assert (put.status_code, put.json()["errors"][0]["pointer"]) == (422, "/product_id")


@pytest.mark.req("N9")
async def test_another_sites_page_cannot_order_in_the_customers_name(shop: Shop) -> None:
    visitor = await _filled(shop)
    for theirs in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        forged = await visitor.post("/shop/orders", data={"submission_id": "1"}, headers={**PAGE, **theirs})
        assert forged.status_code == 403
    ours = {"Origin": "http://127.0.0.1:8080"}
    assert (await visitor.post("/shop/orders", data={"submission_id": "1"}, headers=ours)).status_code == 303


@pytest.mark.req("NX-18", "N9")
async def test_a_customer_sees_only_what_came_by_his_link(shop: Shop) -> None:
    office = await shop.order()
    visitor = await _filled(shop)
    assert (await visitor.get(f"/shop/orders/{office['id']}", headers=JSON)).status_code == 404
    sent = (await visitor.post("/shop/orders", json={"submission_id": "1"}, headers=JSON)).json()
    assert "manager" not in sent
    assert (await visitor.get(f"/shop/orders/{sent['id']}", headers=JSON)).json() == sent
    other = await shop.visitor((await shop.link())["url"])
    assert (await other.get(f"/shop/orders/{sent['id']}", headers=JSON)).status_code == 404


async def test_a_wrong_entry_is_told_and_the_cart_is_kept(shop: Shop) -> None:
    visitor = await _filled(shop, 7)
    tea = shop.ids["tea"]
    for body in (
        {"product_id": "no-such", "quantity": "1"},
        {"product_id": tea, "quantity": "-1"},
        {"product_id": tea, "quantity": "many"},
        {"product_id": tea, "quantity": "99999999999999999999"},
        {"product_id": tea},
        {"product_id": tea, "quantity": "1", "price": "0"},
    ):
        for accept in (JSON, PAGE):
            refused = await visitor.post("/shop/cart", data=body, headers=accept)
            assert refused.status_code == 422, (body, refused.text)
    broken = await visitor.post("/shop/cart", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.status_code == 400
    assert (await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"][0]["quantity"] == 7
