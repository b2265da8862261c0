"""A bus on real servers with one consumer, what is put into it by hand, and what was parked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aio_pika

from chassis.broker import Broker, Received, Subscriptions, parked_of, queue_of
from chassis.clock import SystemClock
from chassis.commit import Committer, Insert, Unit
from chassis.ids import new_id
from chassis.mongo import Mongo
from chassis.relay import Relay
from contracts.assignment import CustomerManagerLinked, GroupChanged, StaffChanged
from contracts.base import Event

QUEUE = queue_of("customers")


def changed(name: str, version: int = 1) -> GroupChanged:
    """News of a group."""
    return GroupChanged(name=name, version=version, permissions={})


@dataclass
class Handling:
    """A consumer of the customers queue that remembers what it saw and fails as it is told."""

    mongo: Mongo
    committer: Committer
    seen: list[str] = field(default_factory=list)
    behave: Callable[[Received[Any]], Awaitable[None]] | None = None

    async def __call__(self, _uses: Any, received: Received[GroupChanged]) -> None:
        self.seen.append(received.event.name)
        if self.behave is not None:
            await self.behave(received)
        doc = {"_id": new_id(), "version": 1, "name": received.event.name, "sequence": received.event.version}
        await self.committer.commit(Unit([Insert("handled", doc)], mark=received.mark))

    async def handled(self) -> list[str]:
        """Names of what had its effect."""
        return sorted(doc["name"] for doc in await self.mongo.collection("handled").find({}))


@dataclass
class Bus:
    """A service's way to the bus and back."""

    broker: Broker
    relay: Relay
    committer: Committer
    handling: Handling


@asynccontextmanager
async def running(mongo: Mongo, uri: str, *, reachable: bool = True, consume: bool = True) -> AsyncIterator[Bus]:
    """The customers service's. `reachable` false: its broker is away for now; `consume` false: nobody hears."""
    broker = Broker(uri, "customers", new_id()[-4:])
    relay = Relay(mongo, broker, SystemClock(), every=0.2)
    committer = Committer(mongo, relay, SystemClock(), "/test")
    await committer.prepare()
    handling = Handling(mongo, committer)
    tasks = [asyncio.create_task(broker.connect(on_back=relay.wake)), asyncio.create_task(relay.run())]
    consumer = None
    try:
        if reachable:
            await tasks[0]
        if reachable and consume:
            subscriptions: Subscriptions = {
                GroupChanged: handling,
                StaffChanged: handling,
                CustomerManagerLinked: handling,
            }
            consumer = await broker.consume(subscriptions, None)
        yield Bus(broker, relay, committer, handling)
    finally:
        if consumer is not None:
            await consumer.stop(2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await broker.close()


@asynccontextmanager
async def raw(uri: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """The broker as it is."""
    connection = await aio_pika.connect(uri)
    async with connection:
        yield await connection.channel()


async def inject(uri: str, body: bytes, *, queue: str = QUEUE, times: int = 1) -> None:
    """Puts a message into a queue by hand."""
    async with raw(uri) as channel:
        for _ in range(times):
            await channel.default_exchange.publish(aio_pika.Message(body), queue)


async def parked(uri: str, queue: str = QUEUE) -> list[aio_pika.abc.AbstractIncomingMessage]:
    """What was parked, taken out."""
    async with raw(uri) as channel:
        found = []
        place = await channel.get_queue(parked_of(queue))
        while (message := await place.get(no_ack=True, fail=False)) is not None:
            found.append(message)
        return found


def envelope(event: Event, **fields: Any) -> dict[str, Any]:
    """The event as a CloudEvent, with some fields otherwise."""
    return {
        "specversion": "1.0",
        "id": new_id(),
        "type": event.TYPE,
        "source": "/test",
        "subject": event.subject,
        "time": "2026-01-01T00:00:00Z",
        "sequence": f"{event.sequence:010d}",
        "data": event.model_dump(mode="json"),
        **fields,
    }
