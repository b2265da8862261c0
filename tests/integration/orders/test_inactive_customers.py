"""A customer who is not active orders nothing by himself; his cart waits until he is active again."""

from typing import Any

import pytest
from tests.integration.orders.conftest import ELENAS_TERMS, JSON, Shop, path_of
from tests.integration.orders.test_merged_customers import news
from tests.integration.orders.test_quote_page import entered, sent_to
from tests.integration.orders.test_quotes import act, quoted
from tests.support.waiting import eventually

from contracts.customers import CustomerMerged, CustomerUnmerged, CustomerUpdated, Personal

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOVED = Personal(name="Elena Pop", email="elena@example.test", phone="+40 721 000 000", address="Strada Nouă 5")


async def told(market: Shop, version: int, **fields: Any) -> None:
    terms = {**ELENAS_TERMS, "manager_id": market.ids["ana"], **fields}
    await market.service.hears(news(CustomerUpdated, market.ids["elena"], version, MOVED, **terms))


@pytest.mark.req("N9", "NX-23")
async def test_links_of_a_deactivated_customer_open_nothing_and_his_cart_is_kept(market: Shop) -> None:
    link, quote = await market.link(), await quoted(market)
    visitor = await market.visitor(link["url"])
    await visitor.post("/shop/cart", json={"product_id": market.ids["tea"], "quantity": 3})
    path = await sent_to(market, quote)
    reader = await entered(market, path, quote)

    async def status() -> int:
        return int((await visitor.get("/shop", headers=JSON)).status_code)

    await told(market, 2, active=False)
    await eventually(lambda: _is(status, 410))
    order = {"submission_id": "1"}
    assert (await visitor.post("/shop/orders", json=order, headers=JSON)).status_code == 410
    assert (await (await market.visitor()).get(path_of(link["url"]))).status_code == 410
    assert (await reader.post(f"/quote/{quote['id']}/accept")).status_code == 410
    assert (await act(market, quote, "send", 409))["type"].endswith("customer-not-active")
    refused = await market.admin.post(f"/v1/order-links/{link['id']}/send")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "customer-not-active")
    assert (await market.order())["state"] == "new"

    await told(market, 3)
    await eventually(lambda: _is(status, 200))
    (line,) = (await visitor.get("/shop", headers=JSON)).json()["cart"]["lines"]
    assert line["quantity"] == 3
    assert (await visitor.post("/shop/orders", json=order, headers=JSON)).status_code == 201
    assert (await reader.post(f"/quote/{quote['id']}/accept")).status_code == 303


@pytest.mark.req("NX-23")
async def test_what_is_accepted_goes_to_where_the_customer_is_today(market: Shop) -> None:
    quote = await quoted(market)
    await told(market, 4)

    async def known() -> bool:
        return bool((await market.order())["customer"]["address"] == MOVED.address)

    await eventually(known)
    order = (await market.ana.post(f"/v1/orders/{quote['id']}/accept")).json()
    assert order["customer"]["address"] == MOVED.address


@pytest.mark.req("ML-25", "N9")
async def test_a_link_is_as_good_as_the_card_that_stands_for_its_customers(market: Shop) -> None:
    elena, ivan = market.ids["elena"], market.ids["ivan"]
    link = await market.link(customer_id=ivan)
    visitor = await market.visitor(link["url"])

    async def status() -> int:
        return int((await visitor.get("/shop", headers=JSON)).status_code)

    assert await status() == 200
    await told(market, 5, absorbed=(ivan,), active=False)
    await market.service.hears(news(CustomerMerged, ivan, 2, merged_into=elena))
    await eventually(lambda: _is(status, 410))
    assert (await (await market.visitor()).get(path_of(link["url"]))).status_code == 410

    await told(market, 6, absorbed=(ivan,))
    await eventually(lambda: _is(status, 200))
    await told(market, 7, absorbed=(ivan,), active=False)
    await eventually(lambda: _is(status, 410))
    await market.service.hears(news(CustomerUnmerged, ivan, 3, survivor_id=elena))
    await told(market, 8, active=False)
    await eventually(lambda: _is(status, 200))
    assert (await visitor.get("/shop", headers=JSON)).json()["customer"]["name"] == ivan


async def _is(status: Any, wanted: int) -> bool:
    return bool(await status() == wanted)
