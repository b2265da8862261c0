"""A process dies while the queue drains, and between claiming and writing a digest: nothing is lost, nothing twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.chaos.audit import audit, everybody_agrees
from tests.chaos.shop import Shop, Taken
from tests.support.crashing import Point
from tests.support.waiting import eventually

WAITING = 24


@pytest.mark.req("N3", "N14")
@pytest.mark.parametrize("point", [Point.AFTER_COMMIT, pytest.param(Point.BEFORE_COMMIT, marks=pytest.mark.long)])
async def test_assignment_dies_while_the_queue_drains(shop: Shop, point: Point) -> None:
    taken = Taken()
    await shop.distribute("off")
    for number in range(WAITING):
        await shop.order(number, taken, new=True)

    async def all_wait() -> bool:
        orders = await shop.since("/v1/orders", taken.began)
        return all(order["assignment"]["state"] == "unassigned" for order in orders)

    async def dead() -> bool:
        return shop.system.crashes.fired("assignment", point)

    await eventually(all_wait)
    # The first commit is that of the settings; the next is the queue's.
    shop.system.crashes.arm("assignment", point, nth=2)
    await shop.distribute("round_robin")
    await eventually(dead)
    await audit(shop, taken)
    turns = Counter(order["manager"]["id"] for order in await shop.since("/v1/orders", taken.began))
    assert max(turns.values()) - min(turns[each] for each in shop.sellers) <= 1, turns


@pytest.mark.req("N3", "O8")
async def test_notify_dies_between_claiming_and_writing_a_digest(shop: Shop) -> None:
    away, cover, _ = shop.sellers
    await shop.distribute("round_robin", respect_availability=True)
    now = datetime.now(UTC)
    holiday = {"from": f"{now - timedelta(minutes=1):%FT%TZ}", "to": f"{now + timedelta(hours=1):%FT%TZ}"}
    absences = f"/v1/staff/{away}/absences"
    planned = await shop.client.post(absences, json={**holiday, "cover_id": cover})
    assert planned.status_code == 201, planned.text
    taken = Taken()
    for _ in range(3):
        await shop.place(0, shop.known[0], taken)

    async def covered() -> bool:
        orders = await shop.since("/v1/orders", taken.began)
        return all(order["manager"] is not None for order in orders)

    async def dead() -> bool:
        return shop.system.crashes.fired("notify", Point.BEFORE_DIGEST)

    async def digest() -> list[dict[str, Any]]:
        mails = (await shop.get("/v1/mails", recipient=away, state="sent"))["items"]
        return [mail for mail in mails if mail["template"] == "covered"]

    await eventually(covered)
    shop.system.crashes.arm("notify", Point.BEFORE_DIGEST, nth=1)
    tag = {"If-Match": planned.headers["ETag"]}
    ended = await shop.client.delete(f"{absences}/{planned.json()['id']}", headers=tag)
    assert ended.status_code == 204, ended.text
    await eventually(dead)
    await eventually(digest)
    await everybody_agrees(shop, taken)
    (mail,) = await digest()
    (came,) = [each for each in shop.system.mails() if each["message_id"] == mail["message_id"]]
    assert [number for number in taken.numbers if number in came["text"]] == taken.numbers
