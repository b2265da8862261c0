"""Dated exchange rates, and what is bought by them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.integration.orders.conftest import JSON, Shop

from contracts.orders import OrderCreated


def day(offset: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=offset)).isoformat()


async def rate(shop: Shop, value: str, valid_from: str, base: str = "EUR", currency: str = "USD") -> dict[str, Any]:
    body = {"base": base, "currency": currency, "rate": value, "valid_from": valid_from}
    put = await shop.admin.put("/v1/exchange-rates", json=body)
    assert put.status_code == 200, put.text
    return dict(put.json())


@pytest.mark.req("ML-27")
async def test_the_rate_of_the_day_prices_an_order_and_is_frozen_in_it(shop: Shop) -> None:
    body: dict[str, Any] = {
        "customer_id": shop.ids["ivan"],
        "currency": "USD",
        "lines": [{"product_id": shop.ids["tea"], "quantity": 2}],
    }
    refused = await shop.admin.post("/v1/orders", json=body)
    assert (refused.status_code, refused.json()["errors"]) == (
        422,
        [
            {
                "pointer": "/lines/0/product_id",
                "detail": "TEA has no price in USD, and no exchange rate leads to one",
            }
        ],
    )
    await rate(shop, "0.9", day(-30), base="RON")
    await rate(shop, "1.5", day(-9))
    await rate(shop, "1.0863", day(-3))
    await rate(shop, "9", day(2))
    made = await shop.order(**body)
    line = made["lines"][0]
    how = {"price": {"amount": "12.50", "currency": "EUR"}, "rate": "1.0863", "valid_from": day(-3)}
    assert (line["unit_price"]["amount"], line["total"]["amount"], line["converted"]) == ("13.58", "27.16", how)
    told = await shop.service.tells(OrderCreated, lambda event: event.order.id == made["id"])
    assert told.order.lines[0].model_dump(mode="json")["converted"] == how

    await rate(shop, "2", day(-3))
    later = await shop.order(**body)
    assert later["lines"][0]["unit_price"]["amount"] == "25.00"
    more = [{"product_id": shop.ids["tea"], "quantity": 3}, {"product_id": shop.ids["cup"], "quantity": 1}]
    saved = await shop.admin.patch(
        f"/v1/orders/{made['id']}", json={"lines": more}, headers={"If-Match": f'"{made["version"]}"'}
    )
    assert [line["converted"]["rate"] for line in saved.json()["lines"]] == ["1.0863", "2"]
    kept = (await shop.admin.get(f"/v1/orders/{made['id']}")).json()
    assert (kept["lines"][0]["converted"], kept["total"]["amount"]) == (how, "50.74")


@pytest.mark.req("ML-27")
async def test_the_shop_shows_and_sells_what_only_a_rate_gives_a_price(shop: Shop) -> None:
    pot = {"sku": "POT", "name": {"en": "Pot"}, "prices": {"EUR": "30"}}
    pot_id = (await shop.admin.post("/v1/products", json=pot)).json()["id"]
    visitor = await shop.visitor((await shop.link())["url"])

    async def shelf() -> dict[str, Any]:
        shown = (await visitor.get("/shop", headers=JSON)).json()
        return {item["id"]: item["base_price"] for item in shown["products"]}

    assert pot_id not in await shelf()
    await rate(shop, "4.9765", day(0), currency="RON")
    assert (await shelf())[pot_id] == {"amount": "149.30", "currency": "RON"}
    assert (await shelf())[shop.ids["tea"]] == {"amount": "61.99", "currency": "RON"}
    await visitor.post("/shop/cart", json={"product_id": pot_id, "quantity": 1}, headers=JSON)
    ordered = await visitor.post("/shop/orders", json={"submission_id": "one"}, headers=JSON)
    assert ordered.status_code == 201, ordered.text
    assert ordered.json()["lines"][0]["unit_price"]["amount"] == "138.10"


async def test_a_pair_has_one_rate_a_day_and_the_last_one_stands(shop: Shop) -> None:
    first = await rate(shop, "1.1", "2026-11-01")
    assert (await rate(shop, "1.10", "2026-11-01"))["version"] == first["version"] == 1
    assert (await rate(shop, "1.2", "2026-11-01"))["version"] == 2
    await rate(shop, "1.3", "2026-11-02")
    await rate(shop, "5", "2026-11-01", currency="RON")
    ids, cursor = [], None
    while True:
        params = {"limit": 1, **({"cursor": cursor} if cursor else {})}
        listed = (await shop.admin.get("/v1/exchange-rates", params=params)).json()
        ids += [item["id"] for item in listed["items"]]
        if (cursor := listed["next"]) is None:
            break
    assert ids == ["EUR:RON:2026-11-01", "EUR:USD:2026-11-01", "EUR:USD:2026-11-02"]
    dollars = (await shop.admin.get("/v1/exchange-rates?currency=USD")).json()["items"]
    assert [item["rate"] for item in dollars] == ["1.2", "1.3"]
    assert (await shop.ana.get("/v1/exchange-rates")).status_code == 403
    theirs = {"base": "EUR", "currency": "USD", "rate": "1", "valid_from": "2026-11-01"}
    assert (await shop.ana.put("/v1/exchange-rates", json=theirs)).status_code == 403


async def test_a_rate_that_cannot_be_is_pointed_at(shop: Shop) -> None:
    good = {"base": "EUR", "currency": "USD", "rate": "1.1", "valid_from": "2026-11-01"}
    wrong: list[tuple[dict[str, object], str]] = [
        ({"rate": "0"}, "/rate"),
        ({"rate": "-1"}, "/rate"),
        ({"rate": "NaN"}, "/rate"),
        ({"rate": "1.1234567890123"}, "/rate"),
        ({"base": "XXQ"}, "/base"),
        ({"currency": "EUR"}, ""),
        ({"valid_from": "2026-02-30"}, "/valid_from"),
        ({"valid_from": "9999-01-01"}, "/valid_from"),
        ({"note": "x"}, "/note"),
    ]
    for fields, pointer in wrong:
        refused = await shop.admin.put("/v1/exchange-rates", json={**good, **fields})
        assert (refused.status_code, [fault["pointer"] for fault in refused.json()["errors"]]) == (422, [pointer]), (
            fields
        )
