"""The parking queues of the bus: what lies there and why, and sending it back.

A parked message carries the headers x-reason, x-queue (where it came from), x-attempts and x-parked-at.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage
from aio_pika.exceptions import AMQPError, ChannelNotFoundEntity, PublishError


@dataclass(frozen=True)
class Parked:
    """One message that was set aside; an unreadable body has neither type nor id."""

    queue: str
    type: str
    event_id: str
    reason: str
    parked_at: str
    attempts: int


class BrokerAway(Exception):
    """RabbitMQ does not answer."""


class Parking:
    """The parking queues of some queues, reached with an account that may read them."""

    def __init__(self, uri: str, queues: Sequence[str]) -> None:
        self._uri = uri
        self._queues = queues

    async def peek(self, limit: int) -> list[Parked]:
        """What lies there, at most `limit` messages in all; they stay where they are."""
        return await self._reach(self._list(limit))

    async def replay(self, limit: int) -> list[Parked]:
        """Send messages back to where they came from, at most `limit` in all; those sent.

        A message leaves the parking queue only after the broker confirmed that it lies in the other one. One
        that is parked again meanwhile is not taken a second time.
        """
        return await self._reach(self._replay(limit))

    async def _list(self, limit: int) -> list[Parked]:
        found: list[Parked] = []
        async with await aio_pika.connect(self._uri, timeout=5) as connection:
            for queue in self._queues:
                # Closing the channel without an answer puts the messages back in their places.
                async with await connection.channel() as channel:
                    found += [_parked(queue, each) async for each in _messages(channel, queue, limit - len(found))]
        return found

    async def _replay(self, limit: int) -> list[Parked]:
        sent: list[Parked] = []
        async with await aio_pika.connect(self._uri, timeout=5) as connection:
            for queue in self._queues:
                async with await connection.channel(on_return_raises=True) as channel:
                    async for message in _messages(channel, queue, limit - len(sent)):
                        try:
                            await channel.default_exchange.publish(_afresh(message), queue)
                        except PublishError:  # nobody made that queue: it stays parked
                            break
                        await message.ack()
                        sent.append(_parked(queue, message))
        return sent

    async def _reach(self, work: Awaitable[list[Parked]]) -> list[Parked]:
        try:
            return await work
        except (AMQPError, OSError) as error:
            raise BrokerAway(f"RabbitMQ does not answer: {error}") from error


async def _messages(channel: AbstractChannel, queue: str, limit: int) -> AsyncIterator[AbstractIncomingMessage]:
    try:
        parking = await channel.get_queue(f"{queue}.parked")
        there = (await channel.declare_queue(f"{queue}.parked", passive=True)).declaration_result.message_count
    except ChannelNotFoundEntity:
        return
    for _ in range(min(limit, there or 0)):
        message = await parking.get(fail=False)
        if message is None:
            return
        yield message


def _afresh(message: AbstractIncomingMessage) -> aio_pika.Message:
    """The message without its past: neither why it was parked, nor how often this or the broker tried."""
    return aio_pika.Message(
        message.body,
        headers={name: value for name, value in message.headers.items() if not name.startswith("x-")},
        content_type=message.content_type,
        message_id=message.message_id,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )


def _parked(queue: str, message: AbstractIncomingMessage) -> Parked:
    try:
        event = json.loads(message.body)
    except ValueError:
        event = None
    envelope = event if isinstance(event, dict) else {}
    headers = message.headers
    return Parked(
        queue=queue,
        type=str(envelope.get("type", "")),
        event_id=str(envelope.get("id", "")),
        reason=str(headers.get("x-reason", "")),
        parked_at=str(headers.get("x-parked-at", "")),
        attempts=int(str(headers.get("x-attempts", 0))),
    )
