"""The order follows what assignment decides about it."""

from typing import Any

import pytest
from tests.integration.orders.conftest import Shop, decision
from tests.support.waiting import eventually


async def _settled(shop: Shop, order: dict[str, Any], version: int) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        seen = dict((await shop.admin.get(f"/v1/orders/{order['id']}")).json())
        return seen if seen["version"] == version else None

    seen = await eventually(look)
    assert seen is not None
    return seen


@pytest.mark.req("RC-7", "O14")
async def test_a_decision_gives_the_order_its_manager_and_its_reason(shop: Shop) -> None:
    order = await shop.order()
    news = decision(order, 1, shop.ids["ben"])
    await shop.service.hears(news)
    seen = await _settled(shop, order, 2)
    assert seen["manager"] == {"id": shop.ids["ben"], "name": "Ben"}
    assert seen["assignment"] == {
        "state": "assigned",
        "reason": "DISTRIBUTED_NEW",
        "row": "O14",
        "decision_id": news.decided.decision_id,
    }
    assert (await shop.ben.get(f"/v1/orders/{order['id']}")).status_code == 200


@pytest.mark.req("RC-8")
async def test_the_same_decision_again_or_an_older_one_changes_nothing(shop: Shop) -> None:
    order = await shop.order()
    second, third = decision(order, 2, shop.ids["ben"]), decision(order, 3, shop.ids["admin"])
    await shop.service.hears(second, second, second, decision(order, 1, shop.ids["ana"]), third)
    seen = await _settled(shop, order, 3)
    assert seen["manager"]["id"] == shop.ids["admin"]


@pytest.mark.req("O2", "RC-17")
async def test_what_a_human_chose_after_the_decisions_version_stands(shop: Shop) -> None:
    order = await shop.order()
    path = f"/v1/orders/{order['id']}"
    await shop.admin.patch(path, json={"manager_id": shop.ids["ana"]}, headers={"If-Match": '"1"'})
    await shop.service.hears(decision(order, 1, shop.ids["ben"]))
    seen = await _settled(shop, order, 3)
    assert (seen["manager"]["id"], seen["assignment"]["state"]) == (shop.ids["ana"], "pending")
    await shop.service.hears(decision(order, 2, shop.ids["ana"], order_version=2))
    assert (await _settled(shop, order, 4))["assignment"]["state"] == "assigned"


@pytest.mark.req("O15", "RC-16")
async def test_an_order_that_nobody_got_can_be_taken_by_any_manager_who_saves_it(shop: Shop) -> None:
    order = await shop.order(customer_id=shop.ids["ivan"])
    path = f"/v1/orders/{order['id']}"
    assert (await shop.ben.get(path)).status_code == 404
    await shop.service.hears(decision(order, 1, None))
    assert (await _settled(shop, order, 2))["assignment"]["state"] == "unassigned"
    assert (await shop.ben.patch(path, json={}, headers={"If-Match": '"2"'})).status_code == 200
    assert (await shop.ben.get("/v1/orders")).json()["items"] == []
    await shop.service.hears(decision(order, 2, shop.ids["ana"], order_version=3))
    await _settled(shop, order, 4)
    assert (await shop.ben.get(path)).status_code == 404


async def test_a_step_and_a_decision_at_once_both_happen(shop: Shop) -> None:
    order = await shop.order()
    for number, step in enumerate(("confirm", "produce", "ship", "deliver"), 1):
        await shop.service.hears(decision(order, number, shop.ids["ben"]))
        assert (await shop.admin.post(f"/v1/orders/{order['id']}/{step}")).status_code == 200
    seen = await _settled(shop, order, 9)
    assert (seen["state"], seen["manager"]["id"]) == ("delivered", shop.ids["ben"])
