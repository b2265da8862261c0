"""The catalogue."""

from tests.integration.orders.conftest import Shop

from contracts.orders import ProductChanged


async def test_a_product_is_kept_told_and_listed_by_sku(shop: Shop) -> None:
    told = await shop.service.tells(ProductChanged, lambda event: event.product.sku == "TEA")
    assert told.product.id == shop.ids["tea"]
    first = (await shop.admin.get("/v1/products?limit=1")).json()
    assert [item["sku"] for item in first["items"]] == ["CUP"]
    second = (await shop.admin.get("/v1/products", params={"limit": 1, "cursor": first["next"]})).json()
    assert [item["prices"] for item in second["items"]] == [{"EUR": "12.50", "RON": "61.99"}]
    assert second["next"] is None
    assert (await shop.ana.get("/v1/products")).status_code == 403


async def test_a_sku_belongs_to_one_product(shop: Shop) -> None:
    again = await shop.admin.post("/v1/products", json={"sku": "TEA", "name": {"en": "Other"}, "prices": {}})
    assert (again.status_code, again.json()["type"]) == (409, "urn:vinculo:problem:sku-taken")
    renamed = await shop.admin.patch(
        f"/v1/products/{shop.ids['cup']}", json={"sku": "TEA"}, headers={"If-Match": '"1"'}
    )
    assert renamed.status_code == 409


async def test_the_same_request_twice_makes_one_product(shop: Shop) -> None:
    body = {"sku": "POT", "name": {"en": "Pot"}, "prices": {"EUR": "30"}}
    answers = [await shop.admin.post("/v1/products", json=body, headers={"Idempotency-Key": "pot"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    other = await shop.admin.post("/v1/products", json={**body, "sku": "POT2"}, headers={"Idempotency-Key": "pot"})
    assert other.status_code == 422


async def test_a_change_needs_the_version_and_reaches_the_next_order_at_once(shop: Shop) -> None:
    path = f"/v1/products/{shop.ids['tea']}"
    assert (await shop.admin.patch(path, json={"stock": 3})).status_code == 428
    stale = await shop.admin.patch(path, json={"stock": 3}, headers={"If-Match": '"7"'})
    assert (stale.status_code, stale.json()["version"]) == (412, 1)
    before = await shop.order()
    changed = await shop.admin.patch(path, json={"prices": {"RON": "100"}, "stock": 3}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"], changed.json()["stock"]) == (200, '"2"', 3)
    after = await shop.order()
    assert after["lines"][0]["base_price"]["amount"] == "100.00"
    kept = (await shop.admin.get(f"/v1/orders/{before['id']}")).json()
    assert kept["lines"][0]["base_price"]["amount"] == "61.99"


async def test_a_change_that_changes_nothing_keeps_the_version(shop: Shop) -> None:
    path = f"/v1/products/{shop.ids['tea']}"
    for _ in range(2):
        same = {"prices": {"RON": "61.990", "EUR": "12.5"}, "stock": None}
        kept = await shop.admin.patch(path, json=same, headers={"If-Match": '"1"'})
        assert (kept.status_code, kept.headers["etag"], kept.json()["version"]) == (200, '"1"', 1)


async def test_a_wrong_field_is_pointed_at(shop: Shop) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"prices": {"EUR": "1.234"}}, "/prices"),
        ({"prices": {"EUR": "-1"}}, "/prices/EUR"),
        ({"prices": {"XXQ": "1"}}, "/prices/XXQ/[key]"),
        ({"name": {}}, "/name"),
        ({"name": None}, "/name"),
        ({"stock": 10**30}, "/stock"),
        ({"image_url": "javascript:alert(1)"}, "/image_url"),
        ({"colour": "red"}, "/colour"),
    ]
    for fields, pointer in wrong:
        path, match = f"/v1/products/{shop.ids['tea']}", {"If-Match": '"1"'}
        refused = await shop.admin.patch(path, json=fields, headers=match)
        assert (refused.status_code, [fault["pointer"] for fault in refused.json()["errors"]]) == (422, [pointer])
