"""Listening in on the bus of a running system."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustExchange

from chassis.broker import EXCHANGE


@dataclass
class Tap:
    """Every message since it was opened, whole."""

    _exchange: AbstractRobustExchange
    messages: list[AbstractIncomingMessage] = field(default_factory=list)

    def about(self, identifier: str, routing_key: str) -> list[AbstractIncomingMessage]:
        """Those of one kind that mention an id."""
        return [m for m in self.messages if m.routing_key == routing_key and identifier.encode() in m.body]

    async def again(self, message: AbstractIncomingMessage, **changes: Any) -> None:
        """The same message once more; `changes` of its envelope make it another one that says the same."""
        body = orjson.dumps(orjson.loads(message.body) | changes) if changes else message.body
        copy = aio_pika.Message(body, headers=message.headers, content_type=message.content_type)
        await self._exchange.publish(copy, message.routing_key or "")


@asynccontextmanager
async def tapped(uri: str) -> AsyncIterator[Tap]:
    """A queue of its own beside those of the services."""
    async with await aio_pika.connect_robust(uri) as connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        queue = await channel.declare_queue(exclusive=True)
        await queue.bind(exchange, "#")
        assert isinstance(exchange, AbstractRobustExchange)
        tap = Tap(exchange)

        async def note(message: AbstractIncomingMessage) -> None:
            tap.messages.append(message)

        await queue.consume(note, no_ack=True)
        yield tap
