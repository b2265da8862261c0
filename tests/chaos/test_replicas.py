"""Two processes of each service: the same end state as with one."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.chaos.audit import audit
from tests.chaos.shop import Shop, Taken, opened
from tests.support.breaking import BreakableSystem
from tests.support.waiting import eventually

from devstack.system import SERVICES

pytestmark = pytest.mark.long


@pytest_asyncio.fixture
async def shop(doubled: BreakableSystem) -> AsyncIterator[Shop]:
    """A company of its own in that system."""
    async with opened(doubled) as company:
        yield company


@pytest.mark.req("N3")
async def test_two_of_each_agree(shop: Shop) -> None:
    await audit(shop, await shop.orders(150))


@pytest.mark.req("RC-9", "RC-10")
async def test_two_orders_at_once_of_each_new_customer_meet_one_manager_and_the_wheel_stays_fair(shop: Shop) -> None:
    taken = await shop.pairs(200)
    await audit(shop, taken, timeout=180)
    managers = {
        order["customer"]["id"]: order["manager"]["id"] for order in await shop.since("/v1/orders", taken.began)
    }
    turns = Counter(managers.values())
    assert max(turns.values()) - min(turns.values()) <= 1, turns


@pytest.mark.req("N3")
@pytest.mark.parametrize("number", [1, 2])
async def test_one_of_each_is_killed_and_the_other_goes_on(shop: Shop, number: int) -> None:
    taken = Taken()
    stream = asyncio.create_task(shop.orders(150, taken))

    async def under_way() -> bool:
        return len(taken.orders) >= 20

    await eventually(under_way)
    shop.system.kills(*(shop.system.replicas(service)[number - 1] for service in SERVICES))
    await stream
    await audit(shop, taken)


@pytest.mark.req("N3")
@pytest.mark.timeout(600)
async def test_while_one_hangs_the_other_takes_over_and_what_the_first_does_afterwards_changes_nothing(
    shop: Shop,
) -> None:
    hanging = ("assignment", "notify-2")
    with shop.system.hung(hanging[0]), shop.system.hung(hanging[1]):
        taken = await shop.orders(60, newcomers=False)
        await audit(shop, taken, timeout=150)
    more = await shop.orders(30, taken)
    await audit(shop, more)
