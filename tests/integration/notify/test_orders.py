"""The replica of orders: what was just kept is at hand, what somebody else kept is read."""

from dataclasses import replace
from decimal import Decimal

from tests.unit.notify.letters import order

from chassis.mongo import Mongo
from notify.store import MongoOrders


async def test_an_order_comes_back_as_it_was_kept_by_this_process_or_another(mongo: Mongo) -> None:
    ours, theirs = MongoOrders(mongo), MongoOrders(mongo)
    kept = order(total=Decimal("100.00"))

    assert await ours.keep(kept, new=True)

    assert await ours.at(kept.id, 1) == kept
    assert await theirs.at(kept.id, 1) == await theirs.get(kept.id) == kept


async def test_a_later_version_that_another_process_kept_is_read(mongo: Mongo) -> None:
    ours, theirs = MongoOrders(mongo), MongoOrders(mongo)
    first, second = order(version=1), replace(order(version=2), number="O-2")
    await ours.keep(first, new=True)
    await theirs.keep(second, new=False)

    assert await ours.at(first.id, 2) == second
    assert await ours.get(first.id) == second
    assert not await ours.keep(first, new=False)


async def test_an_order_that_never_came_is_none(mongo: Mongo) -> None:
    assert await MongoOrders(mongo).at("unknown", 1) is None
