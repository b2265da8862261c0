"""Deliveries that no sender of ours makes, and defects beside the handlers: nothing is lost, nothing is blocked."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aio_pika
import orjson
import pytest
from tests.support.waiting import eventually

from chassis.broker import Broker, Received, parked_of, queue_of
from chassis.clock import SystemClock
from chassis.relay import Outgoing, rows_of
from contracts.assignment import GroupChanged
from contracts.base import Event

QUEUE = queue_of("customers")


def body_of(name: str) -> bytes:
    (row,) = rows_of([Outgoing(GroupChanged(name=name, version=1, permissions={}), None)], "/test", SystemClock().now())
    return row.body


class Bus:
    """A consumer of the customers queue, and the queue itself."""

    def __init__(self, channel: aio_pika.abc.AbstractChannel) -> None:
        self.channel = channel
        self.handled: list[str] = []

    async def handle(self, _uses: Any, received: Received[Any]) -> None:
        self.handled.append(received.event.name)

    async def inject(self, body: bytes, **headers: Any) -> None:
        await self.channel.default_exchange.publish(aio_pika.Message(body, headers=headers), QUEUE)

    async def parked(self, wanted: int) -> list[aio_pika.abc.AbstractIncomingMessage]:
        found: list[aio_pika.abc.AbstractIncomingMessage] = []
        place = await self.channel.get_queue(parked_of(QUEUE))

        async def enough() -> bool:
            while (message := await place.get(no_ack=True, fail=False)) is not None:
                found.append(message)
            return len(found) >= wanted

        await eventually(enough)
        return found


@asynccontextmanager
async def consuming(uri: str, lane: Callable[[Event], str] | None = None) -> AsyncIterator[Bus]:
    broker = Broker(uri, "customers", "test")
    await broker.connect(on_back=lambda: None)
    connection = await aio_pika.connect(uri)
    async with connection:
        bus = Bus(await connection.channel())
        consumer = await broker.consume({GroupChanged: bus.handle}, None, lane)
        try:
            yield bus
        finally:
            await consumer.stop(2)
            await broker.close()


@pytest.mark.parametrize("attempts", ["many", -5, 10**12, [1], {"a": 1}, None, True])
async def test_a_strange_count_of_attempts_blocks_nothing(amqp_uri: str, attempts: Any) -> None:
    async with consuming(amqp_uri) as bus:
        for n in range(70):
            await bus.inject(body_of(f"odd{n}"), **{"x-attempts": attempts})
        await bus.inject(body_of("next"))

        async def all_of_them() -> bool:
            return len(bus.handled) == 71

        await eventually(all_of_them)


async def test_a_poisonous_event_of_a_batch_is_parked_with_all_that_it_said(amqp_uri: str) -> None:
    good, bad = orjson.loads(body_of("good")), {**orjson.loads(body_of("bad")), "specversion": "0.3"}
    async with consuming(amqp_uri) as bus:
        await bus.inject(orjson.dumps([good, bad, 5]))
        messages = await bus.parked(2)
        assert sorted(message.body for message in messages) == sorted([orjson.dumps(bad), b"5"])
        assert bus.handled == ["good"]


async def test_a_defect_outside_of_the_handlers_parks_that_message_and_lets_the_next_pass(amqp_uri: str) -> None:
    def lane(event: Event) -> str:
        if event.subject.startswith("bad"):
            raise KeyError("a defect of the lane")
        return event.subject

    async with consuming(amqp_uri, lane) as bus:
        for n in range(3):
            await bus.inject(body_of(f"bad{n}"))
        await bus.inject(body_of("next"))

        async def next_one() -> bool:
            return bus.handled == ["next"]

        await eventually(next_one)
        messages = await bus.parked(3)
        assert {orjson.loads(message.body)["subject"] for message in messages} == {"bad0", "bad1", "bad2"}
        assert {str(message.headers["x-reason"]).partition(" at ")[0] for message in messages} == {"KeyError"}
