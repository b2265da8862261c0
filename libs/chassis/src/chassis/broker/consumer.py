"""Consuming: handlers, the retry ladder, the parking place."""

import asyncio
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Protocol

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError
from opentelemetry.trace import SpanKind

from chassis.broker.lanes import Lanes
from chassis.broker.received import Handler, Malformed, Received, Subscriptions, decode
from chassis.broker.topology import LADDER, parked_of, retry_of
from chassis.errors import Transient, Unavailable, Unhandleable, VersionConflict
from chassis.inbox import AlreadyDone
from chassis.mishaps import described
from chassis.relay import PublishFailed
from chassis.telemetry import EVENTS as EVENT_COUNT
from chassis.telemetry import INBOX_DUPLICATES, QUEUE_PARKED, QUEUE_READY, log, span
from contracts.base import Event

CONNECTION_LOST = (AMQPError, ChannelInvalidStateError, ConnectionError, TimeoutError, RuntimeError)
_MOST_DELIVERIES = 10
_MOST_COLLISIONS = 30
_PATIENCE = 2
"""Seconds for which a stop waits for the broker."""


class SetsAside(Protocol):
    """Puts a message straight into a queue (retry or parked)."""

    async def set_aside(self, queue: str, body: bytes, headers: dict[str, Any]) -> None: ...


class Consumer:
    """Feeds a queue to its handlers: each event of a batch stands for itself, the message is acknowledged when all
    of them are done, waiting on the ladder, or parked."""

    def __init__(
        self,
        broker: SetsAside,
        queue: aio_pika.abc.AbstractQueue,
        subscriptions: Subscriptions,
        uses: Any,
        lane: Callable[[Event], str],
    ) -> None:
        self._broker = broker
        self._queue = queue
        self._subscriptions = subscriptions
        self._uses = uses
        self._lane = lane
        self._lanes = Lanes()
        self._tag: str | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self._log = log("consumer")

    async def start(self) -> None:
        self._tag = await self._queue.consume(self._deliver)

    async def stop(self, grace: float = 10) -> None:
        """Takes nothing new and waits for what is being handled; what is not done by then comes again."""
        if self._tag is not None:
            try:
                # While the connection is lost, aio-pika waits for it and not for its own time-out.
                async with asyncio.timeout(_PATIENCE):
                    await self._queue.cancel(self._tag)
            except CONNECTION_LOST as error:
                self._log.warning("cancel_failed", why=described(error))
        if self._busy:
            _, late = await asyncio.wait(self._busy, timeout=grace)
            for task in late:
                task.cancel()

    async def measure(self) -> None:
        """Sets the metrics of what waits in the queue and what is parked beside it."""
        # A robust channel answers for a queue that it knows without asking the broker.
        channel = await self._queue.channel.get_underlay_channel()
        queue = self._queue.name
        for name, metric in ((queue, QUEUE_READY), (parked_of(queue), QUEUE_PARKED)):
            found = await channel.queue_declare(name, passive=True, timeout=5)
            metric.labels(queue).set(found.message_count or 0)

    async def _deliver(self, message: AbstractIncomingMessage) -> None:
        # The driver cancels its callback's task when the channel goes; the handling itself must not be torn apart.
        task = asyncio.create_task(self._handle_message(message))
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)

    async def _handle_message(self, message: AbstractIncomingMessage) -> None:
        attempts = _count(message, "x-attempts")
        deliveries = _count(message, "x-delivery-count")
        try:
            try:
                if deliveries >= _MOST_DELIVERIES:
                    await self._park_unread(message.body, f"delivered {deliveries} times without an answer", attempts)
                else:
                    await self._handle_body(message.body, attempts)
            except (PublishFailed, *CONNECTION_LOST):
                raise
            except Exception as error:
                # A defect beside the handlers. Left unanswered it would hold a place of the prefetch for good.
                self._log.exception("delivery_failed")
                await self._park_unread(message.body, described(error), attempts)
            await message.ack()
        except (PublishFailed, *CONNECTION_LOST) as error:
            # Not acknowledged: the broker delivers it again, and the inbox knows what was done.
            self._log.warning("delivery_left", why=described(error))

    async def _handle_body(self, body: bytes, attempts: int) -> None:
        try:
            received = decode(body, attempts)
        except Malformed as error:
            await self._park_unread(body, str(error), attempts)
            return
        if len(received) == 1:
            await self._handle_one(received[0], body)
            return
        results = await asyncio.gather(*(self._handle_one(each, None) for each in received), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _handle_one(self, received: Received[Event] | Malformed, body: bytes | None) -> None:
        if isinstance(received, Malformed):
            await self._park_unread(orjson.dumps(received.found) if body is None else body, str(received), 0)
            return
        handler = self._subscriptions.get(type(received.event))
        if handler is None:
            await self._park_unread(orjson.dumps(received.envelope), "nobody here listens to this type", 0)
            return
        async with self._lanes.lane(self._lane(received.event)):
            outcome = await self._attempt(handler, received)
        EVENT_COUNT.labels(received.event.TYPE, outcome).inc()

    async def _attempt(self, handler: Handler, received: Received[Event]) -> str:
        collisions = 0
        while True:
            try:
                with span(
                    f"process {received.event.TYPE}",
                    parent=received.envelope.get("traceparent"),
                    kind=SpanKind.CONSUMER,
                    attributes={"messaging.system": "rabbitmq", "messaging.message.id": received.id},
                ):
                    await handler(self._uses, received)
                return "handled"
            except AlreadyDone:
                INBOX_DUPLICATES.labels(self._queue.name).inc()
                return "duplicate"
            except Unavailable as error:
                # Everything that is in hand waits here, unacknowledged, until the database answers again.
                self._log.warning("waiting_for_the_database", why=described(error))
                await asyncio.sleep(0.5 + random.random())  # noqa: S311
            except VersionConflict as error:
                collisions += 1
                if collisions > _MOST_COLLISIONS:
                    return await self._later(received, described(error))
                await asyncio.sleep(random.random() * 0.005 * collisions)  # noqa: S311
            except Transient as error:
                return await self._later(received, str(error))
            except Unhandleable as error:
                return await self._park_event(received, str(error))
            except Exception as error:
                self._log.exception("handler_failed", event_id=received.id, type=received.event.TYPE)
                return await self._park_event(received, described(error))

    async def _later(self, received: Received[Event], reason: str) -> str:
        if received.attempts >= len(LADDER):
            return await self._park_event(received, f"still not possible: {reason}")
        await self._set_aside(
            retry_of(self._queue.name, LADDER[received.attempts]),
            orjson.dumps(received.envelope),
            {"x-attempts": received.attempts + 1, "x-reason": reason[:500]},
        )
        return "later"

    async def _park_event(self, received: Received[Event], reason: str) -> str:
        await self._park(orjson.dumps(received.envelope), reason, received.attempts)
        return "parked"

    async def _park_unread(self, body: bytes, reason: str, attempts: int) -> None:
        EVENT_COUNT.labels("", "parked").inc()
        await self._park(body, reason, attempts)

    async def _park(self, body: bytes, reason: str, attempts: int) -> None:
        self._log.error("parked", queue=self._queue.name, reason=reason[:500])
        await self._set_aside(
            parked_of(self._queue.name),
            body,
            {
                "x-reason": reason[:500],
                "x-queue": self._queue.name,
                "x-attempts": attempts,
                "x-parked-at": datetime.now(UTC).isoformat(),
            },
        )

    async def _set_aside(self, queue: str, body: bytes, headers: dict[str, Any]) -> None:
        """However long the broker takes nothing: left unacknowledged on a connection that still consumes, the
        message would not come again before that ends."""
        while True:
            try:
                await self._broker.set_aside(queue, body, headers)
                return
            except PublishFailed as error:
                self._log.warning("waiting_for_the_broker", queue=queue, why=described(error))
                await asyncio.sleep(0.5 + random.random())  # noqa: S311


def _count(message: AbstractIncomingMessage, header: str) -> int:
    value = message.headers.get(header)
    return value if isinstance(value, int) and value > 0 else 0
