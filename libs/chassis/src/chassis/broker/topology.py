"""The exchange and the queues, which every process declares before it publishes."""

from typing import Any

import aio_pika
from aio_pika.abc import AbstractRobustChannel

from contracts.catalog import LISTENERS, ONE_AT_A_TIME

EXCHANGE = "vinculo.events"
LADDER = (1, 10, 60, 600)
# RabbitMQ 4 would drop what was delivered twenty times; here the consumer counts and parks, and parked events are
# looked at as often as people like.
_QUORUM: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}


def queue_of(service: str) -> str:
    """The queue of a service."""
    return f"{service}.events"


def parked_of(queue: str) -> str:
    """Where the events of a queue lie that cannot be handled."""
    return f"{queue}.parked"


def retry_of(queue: str, seconds: int) -> str:
    """Where the events of a queue wait that long."""
    return f"{queue}.retry.{seconds}s"


async def declare(channel: AbstractRobustChannel, service: str) -> None:
    """Declares the queues of all services, and the retry and parking queues of this one."""
    exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    for listener, events in LISTENERS.items():
        queue = await channel.declare_queue(
            queue_of(listener),
            durable=True,
            arguments={**_QUORUM, "x-single-active-consumer": listener in ONE_AT_A_TIME},
        )
        for event in events:
            await queue.bind(exchange, event.TYPE)
    own = queue_of(service)
    await channel.declare_queue(parked_of(own), durable=True, arguments=_QUORUM)
    for seconds in LADDER:
        await channel.declare_queue(
            retry_of(own, seconds),
            durable=True,
            arguments={
                **_QUORUM,
                "x-message-ttl": seconds * 1000,
                "x-dead-letter-exchange": "",
                "x-dead-letter-routing-key": own,
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            },
        )
