"""The naive design: a transaction an order, confirm by confirm, prefetch 1, a connection a mail. No HTTP.

`python -m bench.naive MONGO_URI AMQP_URI SMTP_PORT ORDERS CONCURRENCY` prints the seconds until all mails were sent.
"""

import asyncio
import sys
import time
from email.message import EmailMessage
from typing import Any

import aio_pika
import aiosmtplib
import orjson
import uvloop
from motor.motor_asyncio import AsyncIOMotorClient

_LINE = {"product_id": "0192d3a0-0000-7000-8000-00000000000a", "quantity": 2, "unit_price": "12.50", "total": "25.00"}


async def run(mongo_uri: str, amqp_uri: str, smtp_port: int, orders: int, concurrency: int) -> float:
    """Seconds from the first order to the last mail."""
    client: Any = AsyncIOMotorClient(mongo_uri)
    database = client["naive"]
    for name in ("orders", "decisions", "links", "mails", "inbox"):
        await database[name].drop()
        await database.create_collection(name)
    publishing, consuming = await aio_pika.connect_robust(amqp_uri), await aio_pika.connect_robust(amqp_uri)
    out = await publishing.channel(publisher_confirms=True)
    exchange = await out.declare_exchange("naive", aio_pika.ExchangeType.TOPIC, durable=True)
    one_by_one = asyncio.Lock()
    mailed = 0
    all_mailed = asyncio.Event()

    async def publish(key: str, doc: dict[str, Any]) -> None:
        message = aio_pika.Message(orjson.dumps(doc), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        async with one_by_one:
            await exchange.publish(message, key, mandatory=True)

    async def in_transaction(writes: list[tuple[str, dict[str, Any]]]) -> None:
        async with await client.start_session() as session, session.start_transaction():
            for name, doc in writes:
                await database[name].insert_one(dict(doc), session=session)

    async def accept(doc: dict[str, Any]) -> None:
        await in_transaction([("orders", doc)])
        await publish("created", doc)

    async def decide(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        async with message.process():
            doc = orjson.loads(message.body)
            await database.links.find_one({"_id": doc["customer"]})
            await database.orders.find_one({"_id": doc["_id"]})
            decision = {"_id": doc["_id"], "manager": "m1", "reason": "CUSTOMER_MANAGER"}
            await in_transaction([("inbox", {"_id": f"d{doc['_id']}"}), ("decisions", decision)])
            await publish("assigned", doc)

    async def mail(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        nonlocal mailed
        async with message.process():
            doc = orjson.loads(message.body)
            await in_transaction(
                [("inbox", {"_id": f"m{doc['_id']}"}), ("mails", {"_id": doc["_id"], "state": "queued"})]
            )
            email = EmailMessage()
            email["From"], email["To"], email["Subject"] = "a@x.test", "b@x.test", f"Order {doc['_id']}"
            email["Message-ID"] = f"<{doc['_id']}@naive>"
            email.set_content("x" * 2000)
            email.add_alternative("<p>" + "x" * 2000, subtype="html")
            await aiosmtplib.send(email, hostname="127.0.0.1", port=smtp_port, start_tls=False)
            await database.mails.update_one({"_id": doc["_id"]}, {"$set": {"state": "sent"}})
        mailed += 1
        if mailed >= orders:
            all_mailed.set()

    for key, handler in (("created", decide), ("assigned", mail)):
        channel = await consuming.channel()
        await channel.set_qos(prefetch_count=1)
        queue = await channel.declare_queue(f"naive.{key}", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.purge()
        await queue.bind("naive", key)
        await queue.consume(handler)
    numbers = iter(range(orders))
    run_id = time.time_ns()
    started = time.monotonic()

    async def client_loop() -> None:
        for number in numbers:
            await accept(
                {"_id": f"{run_id}-{number}", "customer": f"c{number % 500}", "lines": [_LINE, _LINE], "total": "50"}
            )

    await asyncio.gather(*(client_loop() for _ in range(concurrency)))
    await all_mailed.wait()
    seconds = time.monotonic() - started
    await publishing.close()
    await consuming.close()
    client.close()
    return seconds


if __name__ == "__main__":
    arguments = sys.argv[1:]
    print(uvloop.run(run(arguments[0], arguments[1], int(arguments[2]), int(arguments[3]), int(arguments[4]))))
