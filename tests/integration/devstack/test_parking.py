"""Looking at what was set aside, and sending it back."""

import json

import aio_pika
from aio_pika.abc import HeadersType

from devstack.parking import Parking

QUEUE = "notify.events"


def parked(body: bytes, attempts: int) -> aio_pika.Message:
    headers: HeadersType = {"x-reason": "no such order", "x-queue": QUEUE, "x-attempts": attempts}
    return aio_pika.Message(body, headers={**headers, "x-parked-at": "2026-11-22T10:00Z"})


async def _park(uri: str, *messages: aio_pika.Message) -> None:
    async with await aio_pika.connect(uri) as connection:
        channel = await connection.channel()
        for name in (QUEUE, f"{QUEUE}.parked"):
            await channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})
        for message in messages:
            await channel.default_exchange.publish(message, f"{QUEUE}.parked")


async def _bodies(uri: str) -> list[tuple[bytes, HeadersType]]:
    async with await aio_pika.connect(uri) as connection:
        queue = await (await connection.channel()).get_queue(QUEUE)
        found = []
        while message := await queue.get(fail=False, no_ack=True):
            found.append((message.body, message.headers))
        return found


EVENT = json.dumps({"id": "e1", "type": "vinculo.orders.order.created.v1"}).encode()


async def test_looking_leaves_everything_where_it_is(amqp_uri: str) -> None:
    await _park(amqp_uri, parked(EVENT, 4), parked(b"\xff no json", 0))
    parking = Parking(amqp_uri, ["orders.events", QUEUE])

    for _ in range(2):
        first, second = await parking.peek(limit=10)
        assert (first.queue, first.type, first.event_id) == (QUEUE, "vinculo.orders.order.created.v1", "e1")
        assert (first.reason, first.attempts, first.parked_at) == ("no such order", 4, "2026-11-22T10:00Z")
        assert (second.type, second.event_id) == ("", "")
    assert len(await parking.peek(limit=1)) == 1
    assert await Parking(amqp_uri, ["orders.events"]).peek(limit=10) == []


async def test_what_is_sent_back_lies_in_its_queue_and_starts_anew(amqp_uri: str) -> None:
    await _park(amqp_uri, parked(EVENT, 4), parked(b"\xff no json", 0))
    parking = Parking(amqp_uri, [QUEUE])
    await parking.peek(limit=10)

    assert [each.event_id for each in await parking.replay(limit=1)] == ["e1"]
    [(body, headers)] = await _bodies(amqp_uri)
    assert body == EVENT
    # The broker counts deliveries from here on, and may say so.
    assert {"x-delivery-count": 0, **headers} == {"x-delivery-count": 0}
    assert [each.event_id for each in await parking.replay(limit=10)] == [""]
    assert await parking.peek(limit=10) == []


async def test_what_cannot_be_delivered_stays_parked(amqp_uri: str) -> None:
    await _park(amqp_uri, parked(EVENT, 4))
    async with await aio_pika.connect(amqp_uri) as connection:
        await (await connection.channel()).queue_delete(QUEUE)
    parking = Parking(amqp_uri, [QUEUE])

    assert await parking.replay(limit=10) == []
    assert len(await parking.peek(limit=10)) == 1
