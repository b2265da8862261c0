"""The floor: the irreducible work for an order, with the best batching and no framework.

Insert the order, publish it with a confirm, consume it, write the decision, publish it with a confirm, consume it,
record and send the mail over a kept-open connection. Everything that can travel together does: a group is whatever
came while the group before was under way. No HTTP, no validation, no exactly-once, no telemetry.

`python -m bench.floor MONGO_URI AMQP_URI SMTP_PORT ORDERS CONCURRENCY` prints the seconds until all mails were sent.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from itertools import chain
from typing import Any

import aio_pika
import orjson
import uvloop
from pymongo import AsyncMongoClient, WriteConcern

_LINE = {"product_id": "0192d3a0-0000-7000-8000-00000000000a", "quantity": 2, "unit_price": "12.50", "total": "25.00"}
_MAIL = (
    b"From: a@x.test\r\nTo: b@x.test\r\nSubject: Order\r\nMessage-ID: <%s@floor>\r\n\r\n" + b"x" * 4000 + b"\r\n.\r\n"
)


class Groups:
    """Collects items while `work` is busy with those before."""

    def __init__(self, work: Callable[[list[Any]], Awaitable[None]]) -> None:
        self._work = work
        self._items: list[tuple[Any, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, item: Any) -> None:
        done = asyncio.get_running_loop().create_future()
        self._items.append((item, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await done

    async def _run(self) -> None:
        while self._items:
            group, self._items = self._items, []
            await self._work([item for item, _ in group])
            for _, done in group:
                done.set_result(None)
        self._task = None


class Smtp:
    """One kept-open connection; a group of mails is pipelined."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Smtp":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await reader.readline()
        writer.write(b"EHLO floor\r\n")
        while (await reader.readline())[3:4] == b"-":
            continue
        return cls(reader, writer)

    async def send(self, ids: list[str]) -> None:
        for identifier in ids:
            self._writer.write(b"MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n")
            await self._answers(3)
            self._writer.write(_MAIL % identifier.encode())
            await self._answers(1)

    async def _answers(self, count: int) -> None:
        for _ in range(count):
            await self._reader.readline()


async def run(mongo_uri: str, amqp_uri: str, smtp_port: int, orders: int, concurrency: int) -> float:
    """Seconds from the first order to the last mail."""
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_uri)
    database = client.get_database("floor", write_concern=WriteConcern("majority", j=True))
    for name in ("orders", "decisions", "mails"):
        await database.drop_collection(name)
    publishing, consuming = await aio_pika.connect(amqp_uri), await aio_pika.connect(amqp_uri)
    out = await publishing.channel(publisher_confirms=True, on_return_raises=True)
    inbound = await consuming.channel()
    await inbound.set_qos(prefetch_count=64)
    exchange = await out.declare_exchange("floor", aio_pika.ExchangeType.TOPIC, durable=True)
    queues = {}
    for key in ("created", "assigned"):
        queue = await inbound.declare_queue(f"floor.{key}", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.purge()
        await queue.bind("floor", key)
        queues[key] = queue
    smtp = await Smtp.open(smtp_port)
    mailed = 0
    all_mailed = asyncio.Event()

    async def publish(key: str, docs: list[dict[str, Any]]) -> None:
        message = aio_pika.Message(orjson.dumps(docs), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await exchange.publish(message, key, mandatory=True)

    async def accept(docs: list[dict[str, Any]]) -> None:
        await database.orders.insert_many(docs)
        await publish("created", docs)

    async def decide(docs: list[dict[str, Any]]) -> None:
        decisions = [
            {"_id": doc["_id"], "order": doc["_id"], "manager": "m1", "reason": "CUSTOMER_MANAGER"} for doc in docs
        ]
        await database.decisions.insert_many(decisions)
        await publish("assigned", decisions)

    async def mail(docs: list[dict[str, Any]]) -> None:
        nonlocal mailed
        await database.mails.insert_many([{"_id": doc["_id"], "state": "sent"} for doc in docs])
        await smtp.send([doc["_id"] for doc in docs])
        mailed += len(docs)
        if mailed >= orders:
            all_mailed.set()

    deciding = Groups(lambda items: decide(list(chain.from_iterable(items))))
    mailing = Groups(lambda items: mail(list(chain.from_iterable(items))))

    def consumer(groups: Groups) -> Callable[[aio_pika.abc.AbstractIncomingMessage], Awaitable[None]]:
        async def consume(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            await groups.add(orjson.loads(message.body))
            await message.ack()

        return consume

    await queues["created"].consume(consumer(deciding))
    await queues["assigned"].consume(consumer(mailing))
    accepting = Groups(accept)
    numbers = iter(range(orders))
    run_id = time.time_ns()
    started = time.monotonic()

    async def client_loop() -> None:
        for number in numbers:
            doc = {
                "_id": f"{run_id}-{number}",
                "customer": f"c{number % 500}",
                "lines": [_LINE, _LINE],
                "total": "50.00",
            }
            await accepting.add(doc)

    await asyncio.gather(*(client_loop() for _ in range(concurrency)))
    await all_mailed.wait()
    seconds = time.monotonic() - started
    await publishing.close()
    await consuming.close()
    await client.close()
    return seconds


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print(uvloop.run(run(arguments[0], arguments[1], int(arguments[2]), int(arguments[3]), int(arguments[4]))))
