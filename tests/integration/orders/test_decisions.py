"""The order follows what assignment decides about it."""

from typing import Any

import pytest
from tests.integration.orders.conftest import Shop, decision
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.assignment import DecisionRestated, LinksReplayFinished
from contracts.replay import Replay


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


async def _told_anew(
    shop: Shop, heal: bool, *decisions: tuple[str, int, int, str | None]
) -> dict[str, tuple[str, list[str], bool]]:
    """Tells decisions anew: order, number, version and manager. What drifted, by order."""
    replay = Replay(id=new_id(), heal=heal)
    told = [
        DecisionRestated(
            order_id=each,
            number=number,
            order_version=version,
            manager_id=manager,
            decided=decision({"id": each, "version": version}, number, manager).decided,
            replay=replay,
        )
        for each, number, version, manager in decisions
    ]
    await shop.service.hears(*told, LinksReplayFinished(replay=replay, told={"decisions": len(told)}))
    path = f"/v1/orders/replicas/{replay.id}"

    async def finished() -> bool:
        return bool((await shop.admin.get(path)).json()["finished"])

    await eventually(finished)
    drifted = (await shop.admin.get(f"{path}/drift")).json()["items"]
    return {each["id"]: (each["found"], each["fields"], each["healed"]) for each in drifted}


@pytest.mark.req("N5", "RC-7", "O0")
async def test_news_of_a_decision_that_was_lost_is_made_good_when_decisions_are_told_anew(shop: Shop) -> None:
    ana, ben = shop.ids["ana"], shop.ids["ben"]
    lost, waits, quiet, written, chosen, closed = [await shop.order() for _ in range(6)]
    for each in (quiet, written, chosen, closed):
        await shop.service.hears(decision(each, 1, ben))
        await _settled(shop, each, 2)
    choice = {"manager_id": ana}
    await shop.admin.patch(f"/v1/orders/{chosen['id']}", json=choice, headers={"If-Match": '"2"'})
    assert (await shop.admin.post(f"/v1/orders/{closed['id']}/cancel")).status_code == 200
    told = {
        "lost": (lost["id"], 2, 1, ben),
        "waits": (waits["id"], 1, 1, None),
        "quiet": (quiet["id"], 3, 2, ben),
        "written": (written["id"], 1, 1, ana),
        "chosen": (chosen["id"], 1, 1, ben),
        "closed": (closed["id"], 2, 2, ana),
    }
    names = {each[0]: name for name, each in told.items()}

    found = {names[each]: drift for each, drift in (await _told_anew(shop, True, *told.values())).items()}

    assert found == {
        "lost": ("behind", ["manager_id", "state"], True),
        "waits": ("behind", ["state"], True),
        "written": ("different", ["manager_id"], True),
        "chosen": ("undecided", ["manager_id", "state"], False),
        "closed": ("undecided", ["manager_id"], False),
    }
    seen = await _settled(shop, lost, 2)
    assert (seen["manager"]["id"], seen["assignment"]["state"], seen["assignment"]["reason"]) == (
        ben,
        "assigned",
        "DISTRIBUTED_NEW",
    )
    assert (await _settled(shop, waits, 2))["assignment"]["state"] == "unassigned"
    assert (await _settled(shop, written, 3))["manager"]["id"] == ana
    assert (await _settled(shop, chosen, 3))["manager"]["id"] == ana
    assert (await _settled(shop, closed, 3))["manager"]["id"] == ben
    again = await _told_anew(shop, False, *told.values())
    assert sorted(names[each] for each in again) == ["chosen", "closed"]
    await shop.service.hears(decision(lost, 2, ana), decision(lost, 3, ana))
    assert (await _settled(shop, lost, 3))["manager"]["id"] == ana, "later news finds it as if nothing had been lost"
