"""RabbitMQ: topology, publishing with confirms, consuming with a retry ladder and a parking place.

One topic exchange; a quorum queue a service, `<service>.events`; beside it `<queue>.retry.<seconds>` for events that
cannot be handled yet and `<queue>.parked` for those that never can. Every process declares the queues of all services
before it publishes. Publishing and consuming use separate connections: an alarm of the broker blocks only publishers.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import aio_pika
import orjson
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.exceptions import AMQPError, ChannelInvalidStateError
from opentelemetry.trace import SpanKind
from pydantic import ValidationError

from chassis.errors import Transient, Unavailable, Unhandleable, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from chassis.relay import SINGLE, PublishFailed, Row
from chassis.telemetry import EVENTS as EVENT_COUNT
from chassis.telemetry import INBOX_DUPLICATES, QUEUE_READY, log, span
from contracts.base import Event
from contracts.catalog import EVENTS, LISTENERS, ONE_AT_A_TIME

EXCHANGE = "vinculo.events"
LADDER = (1, 10, 60, 600)
_PUBLISH_TIMEOUT = 5.0
# A message is a batch under load: this many hold some hundred events, and more would only fill memory.
_PREFETCH = 24
_MOST_DELIVERIES = 10
_MOST_COLLISIONS = 30
# RabbitMQ 4 would drop what was delivered twenty times; here the consumer counts and parks, and parked events are
# looked at as often as people like.
_QUORUM: dict[str, Any] = {"x-queue-type": "quorum", "x-delivery-limit": 1_000_000}
_CONNECTION_LOST = (AMQPError, ChannelInvalidStateError, ConnectionError, TimeoutError, RuntimeError)

E = TypeVar("E", bound=Event, covariant=True)


def queue_of(service: str) -> str:
    """The queue of a service."""
    return f"{service}.events"


def parked_of(queue: str) -> str:
    """Where the events of a queue lie that cannot be handled."""
    return f"{queue}.parked"


def retry_of(queue: str, seconds: int) -> str:
    """Where the events of a queue wait that long."""
    return f"{queue}.retry.{seconds}s"


@dataclass(frozen=True, slots=True)
class Received(Generic[E]):
    """An event as it came in: what it says, and what tells it from another."""

    event: E
    id: str
    time: datetime
    attempts: int
    envelope: Mapping[str, Any]

    @property
    def mark(self) -> Mark:
        """To be committed with the effect, so that the event has it once."""
        return Mark(f"event:{self.id}")


Handler = Callable[[Any, Received[Any]], Awaitable[None]]
Subscriptions = Mapping[type[Event], Handler]


class Malformed(Exception):
    """The bytes are no event that this queue knows. `found` is what stood in the event's place in a batch."""

    def __init__(self, reason: str, found: Any = None) -> None:
        super().__init__(reason)
        self.found = found


def decode(body: bytes, attempts: int = 0) -> list[Received[Event] | Malformed]:
    """Reads a CloudEvent or a batch of them. Malformed is raised if the whole message is unreadable; in a batch,
    an event that is none stands as Malformed in its place."""
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(f"no JSON: {error}") from None
    if isinstance(content, dict):
        return [_read(content, attempts)]
    if not isinstance(content, list):
        raise Malformed("neither an event nor a batch")
    return [_read(each, attempts) for each in content]


def _read(envelope: Any, attempts: int) -> Received[Event] | Malformed:
    if not isinstance(envelope, dict) or envelope.get("specversion") != "1.0":
        return Malformed("no CloudEvent 1.0", envelope)
    identifier, time = envelope.get("id"), envelope.get("time")
    if not isinstance(identifier, str) or not identifier or not isinstance(time, str):
        return Malformed("an event needs id and time", envelope)
    event_type = EVENTS.get(str(envelope.get("type")))
    if event_type is None:
        return Malformed(f"unknown type {envelope.get('type')!r:.100}", envelope)
    try:
        event = event_type.model_validate(envelope.get("data"))
        at = datetime.fromisoformat(time)
        if at.tzinfo is None:
            raise ValueError("without time zone")
        return Received(event, identifier, at, attempts, envelope)
    except ValidationError as error:
        where = "; ".join(".".join(map(str, e["loc"])) + ": " + e["msg"] for e in error.errors()[:3])
        return Malformed(f"wrong schema: {where:.500}", envelope)
    except ValueError as error:
        return Malformed(f"wrong time: {error}", envelope)


class Lanes:
    """Lets deliveries of one key pass one after another, others side by side."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    def lane(self, key: str) -> "_Lane":
        """To be entered with `async with`, for as long as the delivery takes."""
        return _Lane(self._last, key)


class _Lane:
    __slots__ = ("_before", "_key", "_last", "_mine")

    def __init__(self, last: dict[str, asyncio.Future[None]], key: str) -> None:
        self._last = last
        self._key = key

    async def __aenter__(self) -> None:
        self._mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._before = self._last.get(self._key)
        self._last[self._key] = self._mine
        if self._before is not None and not self._before.done():
            try:
                await asyncio.shield(self._before)
            except BaseException:
                self._leave_after(self._before)
                raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave_after(self, before: asyncio.Future[None]) -> None:
        """Cancelled while it waited: whoever is next still has to wait for the one before."""
        if before.done():
            self._leave()
        else:
            before.add_done_callback(lambda _: self._leave())

    def _leave(self) -> None:
        self._mine.set_result(None)
        if self._last.get(self._key) is self._mine:
            del self._last[self._key]


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
        await _declare(channel, self._service)
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
            except _CONNECTION_LOST as error:
                if not warned:
                    self._log.warning("broker_away", why=repr(error))
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
        except _CONNECTION_LOST as error:
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


class Consumer:
    """Feeds a queue to its handlers: each event of a batch stands for itself, the message is acknowledged when all
    of them are done, waiting on the ladder, or parked."""

    def __init__(
        self,
        broker: Broker,
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
                await self._queue.cancel(self._tag, timeout=2)
            except _CONNECTION_LOST as error:
                self._log.warning("cancel_failed", why=repr(error))
        if self._busy:
            _, late = await asyncio.wait(self._busy, timeout=grace)
            for task in late:
                task.cancel()

    async def measure(self) -> None:
        """Sets the queue-lag metric."""
        # A robust channel answers for a queue that it knows without asking the broker.
        channel = await self._queue.channel.get_underlay_channel()
        found = await channel.queue_declare(self._queue.name, passive=True, timeout=5)
        QUEUE_READY.labels(self._queue.name).set(found.message_count or 0)

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
                    await self._park(message.body, f"delivered {deliveries} times without an answer", attempts)
                else:
                    await self._handle_body(message.body, attempts)
            except (PublishFailed, *_CONNECTION_LOST):
                raise
            except Exception as error:
                # A defect beside the handlers. Left unanswered it would hold a place of the prefetch for good.
                self._log.exception("delivery_failed")
                await self._park(message.body, f"{type(error).__name__}: {error}", attempts)
            await message.ack()
        except (PublishFailed, *_CONNECTION_LOST) as error:
            # Not acknowledged: the broker delivers it again, and the inbox knows what was done.
            self._log.warning("delivery_left", why=repr(error))

    async def _handle_body(self, body: bytes, attempts: int) -> None:
        try:
            received = decode(body, attempts)
        except Malformed as error:
            await self._park(body, str(error), attempts)
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
            await self._park(orjson.dumps(received.found) if body is None else body, str(received), 0)
            return
        handler = self._subscriptions.get(type(received.event))
        if handler is None:
            await self._park(orjson.dumps(received.envelope), "nobody here listens to this type", 0)
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
                self._log.warning("waiting_for_the_database", why=str(error))
                await asyncio.sleep(0.5 + random.random())  # noqa: S311
            except VersionConflict as error:
                collisions += 1
                if collisions > _MOST_COLLISIONS:
                    return await self._later(received, repr(error))
                await asyncio.sleep(random.random() * 0.005 * collisions)  # noqa: S311
            except Transient as error:
                return await self._later(received, str(error))
            except Unhandleable as error:
                return await self._park_event(received, str(error))
            except Exception as error:
                self._log.exception("handler_failed", event_id=received.id, type=received.event.TYPE)
                return await self._park_event(received, f"{type(error).__name__}: {error}")

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

    async def _park(self, body: bytes, reason: str, attempts: int) -> None:
        self._log.error("parked", queue=self._queue.name, reason=reason[:500])
        EVENT_COUNT.labels("", "parked").inc()
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
                self._log.warning("waiting_for_the_broker", queue=queue, why=str(error))
                await asyncio.sleep(0.5 + random.random())  # noqa: S311


def _count(message: AbstractIncomingMessage, header: str) -> int:
    value = message.headers.get(header)
    return value if isinstance(value, int) and value > 0 else 0


async def _declare(channel: AbstractRobustChannel, service: str) -> None:
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
