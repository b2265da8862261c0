"""Orders of the past, from another system: its key, the day, and the prices of that day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.integration.orders.conftest import Client, Shop

from contracts.orders import OrderCreated

DAY = "1996-07-04T00:00:00Z"


@pytest.fixture
async def importer(shop: Shop) -> Client:
    return await shop.importer()


def past(shop: Shop, **fields: Any) -> dict[str, Any]:
    line = {"product_id": shop.ids["tea"], "quantity": 10, "base_price": "9.80", "discount_percent": "15"}
    return {"customer_id": shop.ids["elena"], "lines": [line], "ordered_at": DAY, "external_id": "10248", **fields}


async def test_a_past_order_keeps_its_day_and_its_prices(shop: Shop, importer: Client) -> None:
    order = await shop.order(importer, **past(shop))
    assert (order["external_id"], order["ordered_at"]) == ("10248", DAY)
    (line,) = order["lines"]
    assert (line["base_price"]["amount"], line["unit_price"]["amount"]) == ("9.80", "8.33")
    assert (line["discount_percent"], order["total"]) == ("15", {"amount": "83.30", "currency": "RON"})

    told = await shop.service.tells(OrderCreated, lambda event: event.order.id == order["id"])
    assert (told.order.external_id, told.order.ordered_at) == ("10248", datetime(1996, 7, 4, tzinfo=UTC))
    found = (await importer.get("/v1/orders", params={"external_id": "10248"})).json()["items"]
    assert [each["id"] for each in found] == [order["id"]]


async def test_the_same_order_of_the_other_system_comes_in_once(shop: Shop, importer: Client) -> None:
    order = await shop.order(importer, **past(shop))
    again = await importer.post("/v1/orders", json=past(shop))
    assert again.status_code == 409
    assert again.json()["type"] == "urn:vinculo:problem:external-id-taken"
    assert again.json()["existing_id"] == order["id"]
    following = await shop.order(importer, **past(shop, external_id="10249"))
    assert int(following["number"][-6:]) == int(order["number"][-6:]) + 1, "no number is lost"


async def test_a_product_that_is_no_longer_offered_was_ordered_once(shop: Shop, importer: Client) -> None:
    tea = f"/v1/products/{shop.ids['tea']}"
    gone = await shop.admin.patch(tea, json={"active": False}, headers={"If-Match": '"1"'})
    assert gone.status_code == 200
    assert (await shop.order(importer, **past(shop)))["total"]["amount"] == "83.30"
    today = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 1}]}
    assert (await importer.post("/v1/orders", json=today)).status_code == 422


async def test_only_who_may_import_dates_back_or_sets_prices(shop: Shop) -> None:
    line = {"product_id": shop.ids["tea"], "quantity": 1}
    body = {"customer_id": shop.ids["elena"], "lines": [line]}
    for attempt in (
        {**body, "ordered_at": DAY},
        {**body, "lines": [{**line, "base_price": "1"}]},
    ):
        refused = await shop.admin.post("/v1/orders", json=attempt)
        assert refused.status_code == 403, attempt
        assert "orders.import" in refused.json()["detail"]
    order = await shop.order()
    assert (order["external_id"], order["ordered_at"]) == (None, order["created_at"])


async def test_what_cannot_have_been_is_refused(shop: Shop, importer: Client) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    refused = await importer.post("/v1/orders", json=past(shop, ordered_at=tomorrow))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/ordered_at")

    finer = past(shop)
    finer["lines"][0]["base_price"] = "9.801"
    refused = await importer.post("/v1/orders", json=finer)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines/0/product_id")
