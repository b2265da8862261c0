"""A process dies between two steps, under load: nothing is lost, nothing happens twice."""

import asyncio
from typing import Any

import pytest
from tests.chaos.audit import audit
from tests.chaos.shop import Shop
from tests.support.crashing import Point
from tests.support.waiting import eventually

_SERVICES = ("orders", "assignment", "notify", "customers", "fieldops")
_OF_UNITS = (Point.BEFORE_COMMIT, Point.AFTER_COMMIT, Point.BEFORE_PUBLISH, Point.AFTER_CONFIRM)
_IN_DOUBT = {("notify", Point.AFTER_DATA), ("notify", Point.BEFORE_CHANGE)}
"""Taken by the server, not recorded as sent."""
_SHORT = {
    ("orders", Point.BEFORE_COMMIT),
    ("assignment", Point.AFTER_COMMIT),
    ("orders", Point.BEFORE_PUBLISH),
    ("assignment", Point.AFTER_CONFIRM),
    ("notify", Point.BEFORE_ACK),
    ("notify", Point.AFTER_DATA),
    ("orders", Point.AFTER_CHANGE),
}


def _cases() -> list[Any]:
    places = [
        # Mails to staff take no unit.
        *((service, point) for point in _OF_UNITS for service in _SERVICES if service != "notify"),
        *((service, point) for point in (Point.BEFORE_CHANGE, Point.AFTER_CHANGE) for service in ("orders", "notify")),
        *((service, Point.BEFORE_ACK) for service in _SERVICES),
        ("notify", Point.AFTER_DATA),
    ]
    return [
        pytest.param(*place, id="-".join(place), marks=[] if place in _SHORT else [pytest.mark.long])
        for place in places
    ]


@pytest.mark.req("N3")
@pytest.mark.parametrize(("service", "point"), _cases())
async def test_a_service_that_dies_loses_and_doubles_nothing(shop: Shop, service: str, point: Point) -> None:
    shop.system.crashes.arm(service, point, nth=4)
    taken = await shop.orders(90)

    async def dead() -> bool:
        return shop.system.crashes.fired(service, point)

    await eventually(dead)
    mails = await audit(shop, taken)
    doubtful = [mail for mail in mails if mail["doubtful"]]
    if (service, point) in _IN_DOUBT:
        assert doubtful, "the mail that was taken by the server when the process died must be doubtful"
    if service != "notify":
        assert doubtful == []


@pytest.mark.req("N3")
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("rabbitmq",), id="rabbitmq"),
        pytest.param(("mongod",), id="mongod"),
        pytest.param(("gateway",), id="gateway", marks=pytest.mark.long),
        pytest.param(_SERVICES, id="all-services", marks=pytest.mark.long),
        pytest.param((*_SERVICES, "rabbitmq", "mongod", "gateway"), id="everything", marks=pytest.mark.long),
    ],
)
async def test_servers_killed_in_the_middle_lose_and_double_nothing(shop: Shop, names: tuple[str, ...]) -> None:
    stream = asyncio.create_task(shop.orders(150))

    async def under_way() -> bool:
        return bool((await shop.get("/v1/orders", limit=1, customer_id=shop.known[1]))["items"])

    await eventually(under_way)
    shop.system.kills(*names)
    await audit(shop, await stream, timeout=120)
