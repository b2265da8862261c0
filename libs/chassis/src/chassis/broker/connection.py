"""The two connections of a process: one to publish, one to consume."""

import asyncio
from collections.abc import Callable
from typing import Any

import aio_pika
from aio_pika.abc import AbstractRobustChannel, AbstractRobustConnection

from chassis.broker.consumer import CONNECTION_LOST, Consumer
from chassis.broker.received import Subscriptions
from chassis.broker.topology import EXCHANGE, declare, queue_of
from chassis.mishaps import described
from chassis.relay import SINGLE, PublishFailed, Row
from chassis.telemetry import log
from contracts.base import Event

_PUBLISH_TIMEOUT = 5.0
# A message is a batch under load: this many hold some hundred events, and more would only fill memory.
_PREFETCH = 24


class Broker:
    """One process's two connections to RabbitMQ."""

    def __init__(self, uri: str, service: str, instance: str) -> None:
        self._uri = uri
        self._service = service
        self._name = f"{service}-{instance}"
        self._out: AbstractRobustConnection | None = None
        self._in: AbstractRobustConnection | None = None
        self._channel: AbstractRobustChannel | None = None
        self._exchange: aio_pika.abc.AbstractExchange | None = None
        self._in_flight: set[str] = set()
        self._log = log("broker")

    async def connect(self, on_back: Callable[[], None]) -> None:
        """Connects the publishing side and declares the topology, however long it takes; `on_back` is called then
        and after every reconnection."""
        self._out = await self._patiently("out")
        channel = await self._out.channel(publisher_confirms=True, on_return_raises=True)
        assert isinstance(channel, AbstractRobustChannel)
        await declare(channel, self._service)
        self._exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        self._channel = channel
        self._out.reconnect_callbacks.add(lambda *_: on_back())
        on_back()

    async def _patiently(self, side: str) -> AbstractRobustConnection:
        warned = False
        while True:
            try:
                return await aio_pika.connect_robust(
                    self._uri,
                    timeout=5,
                    heartbeat=20,
                    reconnect_interval=1,
                    client_properties={"connection_name": f"{self._name}-{side}"},
                )
            except CONNECTION_LOST as error:
                if not warned:
                    self._log.warning("broker_away", why=described(error))
                    warned = True
                await asyncio.sleep(0.5)

    async def publish(self, row: Row) -> None:
        """Puts a row on the bus; PublishFailed if the broker does not confirm it in time."""
        if self._exchange is None:
            raise PublishFailed("not connected yet")
        await self._publish(self._exchange, row.routing_key, row.body, row.content_type, row.id, row.mandatory)

    async def set_aside(self, queue: str, body: bytes, headers: dict[str, Any]) -> None:
        """Puts a message straight into a queue (retry or parked)."""
        if self._channel is None:
            raise PublishFailed("not connected yet")
        await self._publish(self._channel.default_exchange, queue, body, SINGLE, None, True, headers)

    async def _publish(
        self,
        exchange: aio_pika.abc.AbstractExchange,
        key: str,
        body: bytes,
        content_type: str,
        message_id: str | None,
        mandatory: bool,
        headers: dict[str, Any] | None = None,
    ) -> None:
        if message_id is not None:
            # Twice in flight under one id confuses the broker's returns with its confirms.
            if message_id in self._in_flight:
                raise PublishFailed("already in flight")
            self._in_flight.add(message_id)
        message = aio_pika.Message(
            body,
            content_type=content_type,
            message_id=message_id,
            headers=headers,
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        try:
            await exchange.publish(message, key, mandatory=mandatory, timeout=_PUBLISH_TIMEOUT)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise PublishFailed("the connection was lost") from None
        except CONNECTION_LOST as error:
            raise PublishFailed(repr(error)) from error
        finally:
            if message_id is not None:
                self._in_flight.discard(message_id)

    async def consume(
        self, subscriptions: Subscriptions, uses: Any, lane: Callable[[Event], str] | None = None
    ) -> "Consumer":
        """Starts to feed the service's queue to its handlers. `lane` says which events must keep their order
        (by default those of one aggregate)."""
        self._in = await self._patiently("in")
        channel = await self._in.channel()
        await channel.set_qos(prefetch_count=_PREFETCH)
        queue = await channel.get_queue(queue_of(self._service), ensure=True)
        consumer = Consumer(self, queue, subscriptions, uses, lane or (lambda event: event.subject))
        await consumer.start()
        return consumer

    async def close(self) -> None:
        """Closes both connections."""
        for connection in (self._in, self._out):
            if connection is not None:
                await connection.close()
