"""From the outbox to the bus.

What a unit committed goes straight from memory to the publisher. A sweeper with a lease, by the server's clock, sends
what a crash or an outage left. The events of one group commit that share a routing key travel as one row and one
message.
"""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import orjson

from chassis.clock import Clock
from chassis.errors import Spoken
from chassis.ids import new_id
from chassis.mishaps import described
from chassis.mongo import Doc, Mongo
from chassis.telemetry import OUTBOX_OLDEST, OUTBOX_ROWS, log
from contracts.base import Event
from contracts.catalog import HEARD

OUTBOX = "outbox"
BATCH = "application/cloudevents-batch+json"
SINGLE = "application/cloudevents+json"
_BATCH_BYTES = 512 * 1024
_LEASE = timedelta(seconds=20)
_IN_FLIGHT = 100
_REMEMBERED = 1000
_SETTLE_AFTER = 0.1
"""Seconds for which confirmed rows gather: what a crash leaves of them is sent once more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event and the trace that it belongs to."""

    event: Event
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A message to be: one event, or a batch of events with one routing key."""

    id: str
    routing_key: str
    content_type: str
    body: bytes
    at: datetime

    @property
    def mandatory(self) -> bool:
        """Whether a queue must take it; an event that nobody listens to yet may go unheard."""
        return self.routing_key in HEARD

    def to_doc(self, owner: str = "") -> Doc:
        """As it waits in the outbox; the relay that committed it, `owner`, has it until `leased_until`."""
        return {
            "_id": self.id,
            "owner": owner,
            "routing_key": self.routing_key,
            "content_type": self.content_type,
            "body": self.body,
            "at": self.at,
            "leased_until": self.at + _LEASE,
        }

    @classmethod
    def from_doc(cls, doc: Doc) -> "Row":
        """The row as it was stored."""
        return cls(doc["_id"], doc["routing_key"], doc["content_type"], doc["body"], doc["at"])


def rows_of(outgoing: Iterable[Outgoing], source: str, now: datetime) -> list[Row]:
    """Groups events by routing key and writes them as CloudEvents 1.0."""
    time = now.isoformat().replace("+00:00", "Z")
    by_key: dict[str, list[bytes]] = {}
    for each in outgoing:
        envelope: dict[str, object] = {
            "specversion": "1.0",
            "id": new_id(),
            "type": each.event.TYPE,
            "source": source,
            "subject": each.event.subject,
            "time": time,
            "sequence": f"{each.event.sequence:010d}",
            "datacontenttype": "application/json",
        }
        if each.traceparent is not None:
            envelope["traceparent"] = each.traceparent
        envelope["data"] = orjson.Fragment(each.event.model_dump_json())
        by_key.setdefault(each.event.TYPE, []).append(orjson.dumps(envelope))
    return [
        Row(new_id(), key, SINGLE, part[0], now)
        if len(part) == 1
        else Row(new_id(), key, BATCH, b"[" + b",".join(part) + b"]", now)
        for key, events in by_key.items()
        for part in _parts(events)
    ]


def _parts(events: list[bytes]) -> Iterable[list[bytes]]:
    part: list[bytes] = []
    size = 0
    for event in events:
        if part and size + len(event) > _BATCH_BYTES:
            yield part
            part, size = [], 0
        part.append(event)
        size += len(event)
    if part:
        yield part


class PublishFailed(Spoken):
    """The broker did not confirm: the message may or may not be there."""


class Publisher(Protocol):
    """Puts a row on the bus and returns when the broker has confirmed it; else PublishFailed."""

    async def publish(self, row: Row) -> None: ...


class Relay:
    """Publishes rows and settles them; see the module."""

    def __init__(self, mongo: Mongo, publisher: Publisher, clock: Clock, every: float = 5.0, owner: str = "") -> None:
        self._owner = owner
        self._rows = mongo.collection(OUTBOX)
        self._publisher = publisher
        self._clock = clock
        self._every = every
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        self._sending: set[asyncio.Task[None]] = set()
        self._confirmed: list[str] = []
        self._refused: deque[Row] = deque(maxlen=_REMEMBERED)
        self._settling: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._log = log("relay")

    def hand_over(self, rows: Sequence[Row]) -> None:
        """Publishes rows that were just committed; what cannot be sent now waits for the sweeper."""
        for row in rows:
            task = asyncio.create_task(self._send(row))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def wake(self) -> None:
        """The broker is back: send what it did not take, and sweep."""
        rows = list(self._refused)
        self._refused.clear()
        self.hand_over(rows)
        self._wake.set()

    async def _send(self, row: Row) -> None:
        async with self._slots:
            try:
                await self._publisher.publish(row)
            except PublishFailed as error:
                self._log.warning("publish_failed", row=row.id, type=row.routing_key, why=described(error))
                self._refused.append(row)
                return
        self._confirmed.append(row.id)
        if self._settling is None:
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        try:
            while self._confirmed:
                await asyncio.sleep(_SETTLE_AFTER)
                ids, self._confirmed = self._confirmed, []
                try:
                    await self._rows.drop_soon(ids)
                except Exception as error:
                    # The rows stay and are sent once more; receivers know them by their event ids.
                    self._log.warning("settle_failed", rows=len(ids), why=described(error))
        finally:
            self._settling = None

    async def run(self) -> None:
        """Sweeps until cancelled; first what a process of the same name left, which does not live any more."""
        adopted = not self._owner
        while True:
            self._wake.clear()
            try:
                if not adopted:
                    # If it does live after all, receivers know the events by their ids.
                    await self._rows.update_many({"owner": self._owner}, [{"$set": {"leased_until": "$at"}}])
                    adopted = True
                while await self._sweep():
                    pass
                await self._measure()
            except Exception as error:
                self._log.warning("sweep_failed", why=described(error))
            try:
                async with asyncio.timeout(self._every):
                    await self._wake.wait()
            except TimeoutError:
                continue

    async def _sweep(self, most: int = 100) -> bool:
        """Takes over rows whose lease has run out; True if there may be more."""
        lease = new_id()
        due = await self._rows.find(
            {"$expr": {"$lt": ["$leased_until", "$$NOW"]}},
            sort=[("leased_until", 1)],
            limit=most,
            projection={"_id": 1},
        )
        if not due:
            return False
        await self._rows.update_many(
            {"_id": {"$in": [doc["_id"] for doc in due]}, "$expr": {"$lt": ["$leased_until", "$$NOW"]}},
            [
                {
                    "$set": {
                        "leased_until": {"$add": ["$$NOW", _LEASE // timedelta(milliseconds=1)]},
                        "lease": lease,
                    }
                }
            ],
        )
        taken = [Row.from_doc(doc) for doc in await self._rows.find({"lease": lease}, sort=[("at", 1)])]
        sends = [asyncio.create_task(self._send(row)) for row in taken]
        await asyncio.gather(*sends)
        return len(due) == most and bool(taken)

    async def _measure(self) -> None:
        oldest = await self._rows.find_one({}, sort=[("_id", 1)], projection={"at": 1})
        if oldest is None:
            OUTBOX_ROWS.set(0)
            OUTBOX_OLDEST.set(0)
            return
        OUTBOX_ROWS.set(await self._rows.count({}, limit=10_000))
        OUTBOX_OLDEST.set((self._clock.now() - oldest["at"]).total_seconds())

    async def flush(self) -> None:
        """Waits until everything handed over is sent or given up, and settled."""
        while self._sending or self._settling:
            waiting = [*self._sending, *([self._settling] if self._settling else [])]
            await asyncio.wait(waiting)
