"""Orders, quotes and purchases found again, each by those whose they are."""

import httpx2
import pytest
from tests.integration.orders.conftest import Shop

from chassis.ids import new_id


@pytest.mark.req("NX-1", "NX-16", "NX-18", "NX-25", "N15")
async def test_a_seller_finds_his_own_orders_and_nobody_elses_by_no_road(shop: Shop) -> None:
    mine = await shop.order(shop.ana, customer_id=shop.ids["elena"])
    his = await shop.order(shop.admin, manager_id=shop.ids["ben"])
    listed = (await shop.ana.get("/v1/orders")).json()["items"]
    assert [order["id"] for order in listed] == [mine["id"]]
    path = f"/v1/orders/{his['id']}"
    assert (await shop.ana.get(path)).status_code == 404
    assert (await shop.ana.patch(path, json={}, headers={"If-Match": '"1"'})).status_code == 404
    assert (await shop.ana.post(f"{path}/confirm")).status_code == 404
    for filtered in (f"manager_id={shop.ids['ben']}", f"q={his['number']}", f"customer_id={shop.ids['elena']}"):
        found = (await shop.ana.get(f"/v1/orders?{filtered}")).json()["items"]
        assert his["id"] not in [order["id"] for order in found]
    foreign = {"customer_id": shop.ids["elena"], "lines": [{"product_id": shop.ids["tea"], "quantity": 1}]}
    refused = await shop.ben.post("/v1/orders", json=foreign)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/customer_id")
    unknown = await shop.ben.post("/v1/orders", json={**foreign, "customer_id": "nobody"})
    assert unknown.json()["errors"] == refused.json()["errors"]


@pytest.mark.req("RC-3", "NX-13", "NX-22", "ML-7")
async def test_whoever_serves_a_customer_sees_what_is_closed_of_him_and_of_nobody_else(shop: Shop) -> None:
    elena, ivan = shop.ids["elena"], shop.ids["ivan"]
    done, in_hand = [await shop.order(manager_id=shop.ids["admin"]) for _ in range(2)]
    foreign = await shop.order(customer_id=ivan, manager_id=shop.ids["admin"])
    for order in (done, foreign):
        assert (await shop.admin.post(f"/v1/orders/{order['id']}/cancel")).status_code == 200
    assert await _history(shop.ana, elena) == [done["id"]]
    assert await _history(shop.ana, ivan) == []
    assert await _history(shop.ben, elena) == []
    assert (await shop.ana.get("/v1/orders")).json()["items"] == []
    path = f"/v1/orders/{done['id']}"
    assert (await shop.ana.get(path)).status_code == 200
    assert (await shop.ana.get(f"{path}/document.pdf")).status_code == 200
    assert (await shop.ana.patch(path, json={}, headers={"If-Match": '"2"'})).status_code == 403
    for hidden in (in_hand, foreign):
        assert (await shop.ana.get(f"/v1/orders/{hidden['id']}")).status_code == 404
    assert (await shop.ben.get(path)).status_code == 404
    mine = await shop.order(manager_id=shop.ids["ben"])
    assert await _history(shop.ben, elena) == [mine["id"], done["id"]]
    assert (await shop.ben.get(path)).status_code == 200
    pending = await shop.ben.get("/v1/orders", params={"customer_id": elena, "pending": True})
    assert [order["id"] for order in pending.json()["items"]] == [mine["id"]]


async def _history(client: httpx2.AsyncClient, customer_id: str) -> list[str]:
    answer = await client.get("/v1/orders", params={"customer_id": customer_id})
    assert answer.status_code == 200, answer.text
    return [order["id"] for order in answer.json()["items"]]


@pytest.mark.req("NX-25", "RC-3")
async def test_orders_are_found_by_what_is_known_of_them(shop: Shop) -> None:
    first = await shop.order()
    quote = await shop.order(kind="quote", customer_id=shop.ids["ivan"])
    third = await shop.order(manager_id=shop.ids["ben"])
    await shop.admin.post(f"/v1/orders/{first['id']}/cancel")
    everything = [third["id"], quote["id"], first["id"]]

    async def found(query: str) -> list[str]:
        answer = await shop.admin.get(f"/v1/orders?{query}")
        assert answer.status_code == 200, answer.text
        return [order["id"] for order in answer.json()["items"]]

    assert await found("") == everything
    assert await found("kind=quote") == [quote["id"]]
    assert await found("state=cancelled") == [first["id"]]
    assert await found("pending=true") == everything[:2]
    assert await found("pending=true&state=cancelled") == []
    assert await found(f"customer_id={shop.ids['ivan']}") == [quote["id"]]
    assert await found(f"manager_id={shop.ids['ben']}") == [third["id"]]
    assert await found(f"q={quote['number'].lower()}") == [quote["id"]]
    assert await found("q=.") == []
    assert await found("q=%00") == []
    assert await found(f"since={quote['created_at']}") == everything[:2]
    assert await found(f"until={quote['created_at']}") == [first["id"]]
    page = (await shop.admin.get("/v1/orders?limit=2")).json()
    rest = (await shop.admin.get("/v1/orders", params={"limit": 2, "cursor": page["next"]})).json()
    assert [order["id"] for order in page["items"] + rest["items"]] == everything
    assert rest["next"] is None


async def test_a_wrong_filter_is_pointed_at(shop: Shop) -> None:
    for query, name in (
        ("cursor=zzz", "cursor"),
        ("since=yesterday", "since"),
        ("since=0001-01-01T00:00:00%2B14:00", "since"),
        ("limit=1000", "limit"),
        ("state=eaten", "state"),
    ):
        refused = await shop.admin.get(f"/v1/orders?{query}")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, f"query:{name}")


async def test_any_text_that_is_no_order_is_not_found(shop: Shop) -> None:
    for order_id in ("x", "%00", "%ff", "a%2Fb", new_id()):
        assert (await shop.admin.get(f"/v1/orders/{order_id}")).status_code == 404
