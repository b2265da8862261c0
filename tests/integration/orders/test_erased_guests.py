"""Nothing personal of a forgotten guest stays with what he ordered, and his quote opens no more."""

from typing import Any

import httpx2
import pytest
from tests.integration.orders.conftest import Shop
from tests.integration.orders.test_quote_page import PAGE, entered, sent_to
from tests.support.waiting import eventually

from contracts.orders import OrderUpdated

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "quetzal"
GUEST = {"name": f"Casa {CANARY}", "email": f"{CANARY}@casa.test", "phone": "+40 721 555 444"}


async def ordered(market: Shop, **more: Any) -> dict[str, Any]:
    lines = [{"product_id": market.ids["tea"], "quantity": 2}]
    made = await market.ana.post("/v1/orders", json={"guest": GUEST, "lines": lines, **more})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def erased(market: Shop, order: dict[str, Any], version: int | None = None) -> httpx2.Response:
    seen = (await market.admin.get(f"/v1/orders/{order['id']}")).json()["version"]
    headers = {"If-Match": f'"{version or seen}"'}
    return await market.admin.post(f"/v1/orders/{order['id']}/erase", headers=headers)


async def everything(market: Shop) -> str:
    names = ("orders", "quote_revisions", "sendings", "inbox", "outbox")
    return "".join([str(await market.service.database.collection(name).find({})) for name in names]).lower()


async def test_a_forgotten_guest_leaves_figures_alone(market: Shop) -> None:
    order = await ordered(market)
    await market.ana.post(f"/v1/orders/{order['id']}/cancel", json={"reason": f"{CANARY} is ill."})
    assert CANARY in await everything(market)

    gone = await erased(market, order)
    assert gone.status_code == 200, gone.text
    left = gone.json()
    assert (left["guest"]["name"], left["guest"]["email"], left["guest"]["phone"]) == ("", None, None)
    assert (left["number"], left["total"], left["state"]) == (order["number"], order["total"], "cancelled")
    assert [step["reason"] for step in left["history"]] == [None]
    await eventually(lambda: nothing_left(market))
    told = await market.service.tells(OrderUpdated, lambda event: event.order.id == order["id"])
    assert (told.act.verb, told.act.actor.id, told.contact.name) == ("erased", market.ids["admin"], "")

    again = await erased(market, order)
    assert (again.status_code, again.json()["version"]) == (200, left["version"]), "nothing happens twice"


async def test_a_forgotten_guests_quote_opens_no_more_and_goes_with_the_order_that_it_became(market: Shop) -> None:
    offered, agreed = await ordered(market, kind="quote"), await ordered(market, kind="quote")
    reader = await entered(market, await sent_to(market, offered), offered)
    await sent_to(market, offered)
    order = (await market.ana.post(f"/v1/orders/{agreed['id']}/accept")).json()
    for one in (offered, order):
        assert (await erased(market, one)).status_code == 200
    await eventually(lambda: nothing_left(market))
    assert (await market.admin.get(f"/v1/orders/{agreed['id']}")).json()["guest"]["name"] == ""
    assert (await reader.get(f"/quote/{offered['id']}", headers=PAGE)).status_code == 410
    refused = await market.ana.post(f"/v1/orders/{offered['id']}/accept")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:vinculo:problem:customer-erased")
    assert (await market.ana.post(f"/v1/orders/{offered['id']}/send", json={})).status_code == 409


async def test_only_a_guest_is_forgotten_by_his_order_by_whoever_may_and_has_seen_it(market: Shop) -> None:
    known, order = await market.order(), await ordered(market)
    customers = await erased(market, known)
    assert (customers.status_code, customers.json()["type"]) == (409, "urn:vinculo:problem:not-a-guest")
    assert customers.json()["customer_id"] == market.ids["elena"]
    assert (await erased(market, order, version=7)).status_code == 412
    assert (await market.admin.post(f"/v1/orders/{order['id']}/erase")).status_code == 428
    asked = await market.ana.post(f"/v1/orders/{order['id']}/erase", headers={"If-Match": '"1"'})
    assert asked.status_code == 403
    assert (await market.admin.get(f"/v1/orders/{order['id']}")).json()["guest"]["name"] == GUEST["name"]


async def nothing_left(market: Shop) -> bool:
    return CANARY not in await everything(market)
