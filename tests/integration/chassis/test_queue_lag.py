"""What waits in a service's queue is measured at the broker, every time anew."""

import asyncio
from typing import Any

from tests.support.waiting import eventually

from chassis.broker import Broker, Received
from chassis.clock import SystemClock
from chassis.commit import Committer, Unit
from chassis.ids import new_id
from chassis.mongo import Mongo
from chassis.relay import Relay
from chassis.telemetry import QUEUE_READY
from contracts.assignment import GroupChanged

EVENTS = 60


async def test_the_queue_lag_grows_while_handlers_are_stuck_and_falls_when_they_go_on(
    mongo: Mongo, amqp_uri: str
) -> None:
    broker = Broker(amqp_uri, "customers", "1")
    relay = Relay(mongo, broker, SystemClock(), every=0.2)
    committer = Committer(mongo, relay, SystemClock(), "/test")
    await committer.prepare()
    go_on = asyncio.Event()

    async def stuck(_uses: Any, _received: Received[GroupChanged]) -> None:
        await go_on.wait()

    await broker.connect(on_back=relay.wake)
    sweeping = asyncio.create_task(relay.run())
    consumer = await broker.consume({GroupChanged: stuck}, None)

    async def waiting() -> float:
        await consumer.measure()
        return float(QUEUE_READY.labels("customers.events")._value.get())

    async def nothing_waits() -> bool:
        return await waiting() == 0

    await eventually(nothing_waits)
    for _ in range(EVENTS):
        # One after another, so that each travels alone.
        await committer.commit(Unit([], [GroupChanged(name=new_id(), version=1, permissions={})]))
    await eventually(waiting)
    go_on.set()
    await eventually(nothing_waits)

    await consumer.stop(2)
    sweeping.cancel()
    await asyncio.gather(sweeping, return_exceptions=True)
    await broker.close()
