"""Categories: made, named, moved, deleted, and what the shop and the bus make of them."""

import asyncio
from typing import Any

import pytest
from tests.integration.orders.conftest import Shop
from tests.support.waiting import eventually

from contracts.orders import ProductChanged

PAGE = {"Accept": "text/html"}


async def _made(shop: Shop, key: str, **fields: Any) -> dict[str, Any]:
    made = await shop.admin.post("/v1/categories", json={"key": key, "name": {"en": key}, **fields})
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.mark.req("ML-27", "ML-28")
async def test_the_shop_shows_categories_by_name_and_in_order_and_products_tell_them(shop: Shop) -> None:
    await _made(shop, "cups", position=1, name={"en": "Cups", "es": "Tazas"})
    await _made(shop, "tea", position=2, name={"en": "Tea", "ro": "Ceaiuri"})
    texts = {"en": "Light & fresh", "ro": "Proaspăt"}
    for product, category in (("tea", "tea"), ("cup", "cups")):
        fields = {"category": category, "description": texts}
        path = f"/v1/products/{shop.ids[product]}"
        changed = await shop.admin.patch(path, json=fields, headers={"If-Match": '"1"'})
        assert (changed.status_code, changed.json()["description"]) == (200, texts), changed.text
    visitor = await shop.visitor((await shop.link())["url"])

    async def both() -> str | None:
        page = (await visitor.get("/shop", headers=PAGE)).text
        return page if ">Ceaiuri</a>" in page and ">Cups</a>" in page else None

    page = await eventually(both)
    assert page is not None
    assert page.index(">Cups</a>") < page.index(">Ceaiuri</a>")
    chosen = (await visitor.get("/shop?category=tea", headers=PAGE)).text
    assert "Ceai verde" in chosen
    assert "Taza" not in chosen
    told = await shop.service.tells(ProductChanged, lambda event: event.product.category == "tea")
    assert (told.product.category_name, told.product.description) == ({"en": "Tea", "ro": "Ceaiuri"}, texts)


async def test_a_category_is_listed_changed_and_deleted_when_nothing_is_in_it(shop: Shop) -> None:
    drinks = await _made(shop, "drinks")
    tea = await _made(shop, "tea", parent="drinks")
    path, match = f"/v1/categories/{tea['id']}", {"If-Match": '"1"'}
    first = (await shop.admin.get("/v1/categories?limit=1")).json()
    second = (await shop.admin.get("/v1/categories", params={"limit": 1, "cursor": first["next"]})).json()
    assert [item["key"] for item in first["items"] + second["items"]] == ["drinks", "tea"]
    assert (await shop.admin.get(path)).json() == tea
    same = await shop.admin.patch(path, json={"parent": "drinks"}, headers=match)
    assert (same.status_code, same.headers["etag"]) == (200, '"1"')
    in_use = await shop.admin.delete(f"/v1/categories/{drinks['id']}", headers=match)
    assert (in_use.status_code, in_use.json()["type"]) == (409, "urn:vinculo:problem:category-in-use")
    moved = await shop.admin.patch(path, json={"parent": None, "position": 4}, headers=match)
    assert (moved.status_code, moved.json()["parent"], moved.json()["version"]) == (200, None, 2)
    stale = await shop.admin.patch(path, json={"position": 5}, headers=match)
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    product = f"/v1/products/{shop.ids['tea']}"
    await shop.admin.patch(product, json={"category": "tea"}, headers=match)
    now = {"If-Match": '"2"'}
    assert (await shop.admin.delete(path, headers=now)).status_code == 409
    await shop.admin.patch(product, json={"category": None}, headers=now)
    assert (await shop.admin.delete(path)).status_code == 428
    assert (await shop.admin.delete(path, headers=match)).status_code == 412
    assert (await shop.admin.delete(path, headers=now)).status_code == 204
    assert (await shop.admin.delete(path, headers=now)).status_code == 404
    assert (await shop.admin.get(path)).status_code == 404
    assert (await _made(shop, "tea"))["version"] == 1


async def test_a_wrong_category_is_refused_and_a_ring_cannot_be_made(shop: Shop) -> None:
    tea = await _made(shop, "tea")
    green = await _made(shop, "green", parent="tea")
    taken = await shop.admin.post("/v1/categories", json={"key": "tea", "name": {"en": "Other"}})
    assert (taken.status_code, taken.json()["type"]) == (409, "urn:vinculo:problem:category-key-taken")
    wrong: list[tuple[dict[str, object], str]] = [
        ({"parent": "nowhere"}, "/parent"),
        ({"parent": "green"}, "/parent"),
        ({"parent": "tea"}, "/parent"),
        ({"name": {}}, "/name"),
        ({"name": {"xx yy": "x"}}, "/name/xx yy/[key]"),
        ({"name": {"en": "x" * 201}}, "/name/en"),
        ({"position": -1}, "/position"),
        ({"key": "other"}, "/key"),
    ]
    for fields, pointer in wrong:
        path = f"/v1/categories/{tea['id']}"
        refused = await shop.admin.patch(path, json=fields, headers={"If-Match": '"1"'})
        assert refused.status_code == 422, (fields, refused.text)
        assert [fault["pointer"] for fault in refused.json()["errors"]] == [pointer]
    other = await _made(shop, "other")
    answers = await asyncio.gather(
        shop.admin.patch(f"/v1/categories/{green['id']}", json={"parent": "other"}, headers={"If-Match": '"1"'}),
        shop.admin.patch(f"/v1/categories/{other['id']}", json={"parent": "green"}, headers={"If-Match": '"1"'}),
    )
    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 412], [200, 422])
    long = {"description": {"en": "x" * 2001}}
    refused = await shop.admin.patch(f"/v1/products/{shop.ids['tea']}", json=long, headers={"If-Match": '"1"'})
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/description/en"]
    digits = {"prices": {"EUR": "12345678901.00"}}
    refused = await shop.admin.patch(f"/v1/products/{shop.ids['tea']}", json=digits, headers={"If-Match": '"1"'})
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/prices/EUR"]
    assert (await shop.ana.post("/v1/categories", json={"key": "x", "name": {"en": "x"}})).status_code == 403


async def test_the_same_request_twice_makes_one_category(shop: Shop) -> None:
    body, headers = {"key": "tea", "name": {"en": "Tea"}}, {"Idempotency-Key": "tea"}
    answers = [await shop.admin.post("/v1/categories", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
