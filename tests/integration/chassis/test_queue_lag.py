"""What waits in a service's queue, and what is parked beside it, is measured at the broker, every time anew."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.support.waiting import eventually

from chassis.broker import Broker, Consumer, Handler, Received
from chassis.clock import SystemClock
from chassis.commit import Committer, Unit
from chassis.errors import Unhandleable
from chassis.ids import new_id
from chassis.mongo import Mongo
from chassis.relay import Relay
from chassis.telemetry import EVENTS as COUNTED
from chassis.telemetry import QUEUE_PARKED, QUEUE_READY
from contracts.assignment import GroupChanged

EVENTS = 60


@asynccontextmanager
async def consuming(mongo: Mongo, amqp_uri: str, handler: Handler) -> AsyncIterator[tuple[Committer, Consumer]]:
    broker = Broker(amqp_uri, "customers", "1")
    relay = Relay(mongo, broker, SystemClock(), every=0.2)
    committer = Committer(mongo, relay, SystemClock(), "/test")
    await committer.prepare()
    await broker.connect(on_back=relay.wake)
    sweeping = asyncio.create_task(relay.run())
    consumer = await broker.consume({GroupChanged: handler}, None)
    try:
        yield committer, consumer
    finally:
        await consumer.stop(2)
        sweeping.cancel()
        await asyncio.gather(sweeping, return_exceptions=True)
        await broker.close()


def changed() -> GroupChanged:
    return GroupChanged(name=new_id(), version=1, permissions={})


async def test_the_queue_lag_grows_while_handlers_are_stuck_and_falls_when_they_go_on(
    mongo: Mongo, amqp_uri: str
) -> None:
    go_on = asyncio.Event()

    async def stuck(_uses: Any, _received: Received[GroupChanged]) -> None:
        await go_on.wait()

    async with consuming(mongo, amqp_uri, stuck) as (committer, consumer):

        async def waiting() -> float:
            await consumer.measure()
            return float(QUEUE_READY.labels("customers.events")._value.get())

        async def nothing_waits() -> bool:
            return await waiting() == 0

        await eventually(nothing_waits)
        for _ in range(EVENTS):
            # One after another, so that each travels alone.
            await committer.commit(Unit([], [changed()]))
        await eventually(waiting)
        go_on.set()
        await eventually(nothing_waits)


async def test_what_is_parked_is_counted_once_and_seen_for_as_long_as_it_lies_there(
    mongo: Mongo, amqp_uri: str
) -> None:
    async def refuse(_uses: Any, _received: Received[GroupChanged]) -> None:
        raise Unhandleable("never")

    def counted() -> float:
        samples = next(iter(COUNTED.collect())).samples
        return sum(each.value for each in samples if "_total" in each.name and each.labels["outcome"] == "parked")

    async with consuming(mongo, amqp_uri, refuse) as (committer, consumer):

        async def parked() -> float:
            await consumer.measure()
            return float(QUEUE_PARKED.labels("customers.events")._value.get())

        before, there = counted(), await parked()
        await committer.commit(Unit([], [changed()]))

        async def one_more() -> bool:
            return await parked() == there + 1

        await eventually(one_more)
    assert counted() == before + 1
