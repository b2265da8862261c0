"""What people wrote is in nothing that a request or an event leaves behind that failed, whatever the error quotes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import aio_pika
import httpx2
import orjson
from aio_pika.abc import AbstractIncomingMessage
from pymongo import MongoClient
from pymongo.collection import Collection
from tests.support.bus import tapped
from tests.support.company import Company, Record, checked
from tests.support.system import System
from tests.support.waiting import eventually, until

from chassis.broker import parked_of, queue_of

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")


def written(system: System) -> Iterator[tuple[str, str]]:
    """What the services and the gateway have written, also where it is no text. The database's own log quotes what took
    it long."""
    for name in (*SERVICES, "gateway"):
        for path in (system.folder / name).glob("*.log*"):
            yield path.name, path.read_text(errors="replace")


@contextmanager
def spoilt(system: System, service: str, record: Record, field: str, word: str) -> Iterator[None]:
    """A document of that service that says nonsense in one field meanwhile."""
    client: MongoClient[Any]
    with MongoClient(system.urls["mongodb"]) as client:
        documents: Collection[Any] = client[service][service]
        before = documents.find_one_and_update({"_id": record["id"]}, {"$set": {field: word}})
        assert before is not None
        try:
            yield
        finally:
            documents.update_one({"_id": record["id"]}, {"$set": {field: before[field]}})


@contextmanager
def one_of_each_name(system: System) -> Iterator[None]:
    """A unique key that no use case knows of."""
    client: MongoClient[Any]
    with MongoClient(system.urls["mongodb"]) as client:
        cards: Collection[Any] = client["customers"]["customers"]
        key = cards.create_index("name", unique=True, partialFilterExpression={"name": {"$gt": "canary", "$lt": "cb"}})
        try:
            yield
        finally:
            cards.drop_index(key)


async def parked(system: System, words: tuple[str, ...], wanted: int) -> list[AbstractIncomingMessage]:
    """What of ours was set aside, taken out of there."""
    found: list[AbstractIncomingMessage] = []
    async with await aio_pika.connect(system.urls["amqp"]) as connection:
        channel = await connection.channel()
        places = [await channel.get_queue(parked_of(queue_of(service))) for service in SERVICES]

        async def enough() -> bool:
            others: list[AbstractIncomingMessage] = []
            for place in places:
                while (message := await place.get(fail=False)) is not None:
                    ours = any(word.encode() in message.body for word in words)
                    (found if ours else others).append(message)
            for message in others:
                await message.nack(requeue=True)
            return len(found) >= wanted

        await eventually(enough)
        for message in found:
            await message.ack()
    return found


async def test_words_of_people_are_in_nothing_that_a_failure_leaves_behind(company: Company) -> None:
    system, admin = company.system, company.admin
    assert system.collector is not None
    word = f"canary{uuid4().hex[:10]}"
    phone = f"6{uuid4().int % 10**8:08}"
    person: Record = {
        "email": f"{word}@customers.test",
        "phone": f"+34 {phone}",
        "contact_person": word,
        "address": word,
    }
    refused: list[httpx2.Response] = []
    async with tapped(system.urls["amqp"]) as tap:
        seller = company.employ("seller", "Sellers")
        note = {"text": f"Note of {word}", "priority": "high"}
        customer = company.customer(f"{word} Ltd", manager_id=seller["id"], notes=[note], **person)
        order = company.order(customer)
        company.told(company.decided(order))

        with spoilt(system, "customers", customer, "created_at", word):
            refused.append(admin.get(f"/v1/customers/{customer['id']}"))
        with one_of_each_name(system):
            refused.append(admin.post("/v1/customers", json={"name": f"{word} Ltd"}))

        async def heard() -> list[AbstractIncomingMessage]:
            assigned = tap.about(order["id"], "vinculo.assignment.order.assigned.v1")
            created = tap.about(customer["id"], "vinculo.customers.customer.created.v1")
            return [assigned[0], created[0]] if assigned and created else []

        assigned, created = await eventually(heard)
        with spoilt(system, "orders", order, "state", word):
            refused.append(admin.get(f"/v1/orders/{order['id']}"))
            await tap.again(assigned, id=uuid4().hex)
            unhandled = await parked(system, (order["id"],), 1)
        data = orjson.loads(created.body)["data"]
        await tap.again(created, id=uuid4().hex, data={**data, "customer": word})
        await tap.again(created, id=uuid4().hex, time=word)
        unread = await parked(system, (word,), 8)

    link = company.link(customer)
    faults = f"{system.urls['mails']}/api/faults"
    checked(httpx2.post(faults, json={"mode": "reject_5xx", "count": 1}, trust_env=False))
    checked(admin.post(f"/v1/order-links/{link['id']}/send"))
    until(lambda: any("mail_not_sent" in text for name, text in written(system) if name == "notify.log"))
    checked(httpx2.post(faults, json={"mode": "none"}, trust_env=False))

    assert [answer.status_code for answer in refused] == [500, 409, 500]
    traces = [answer.json()["trace_id"] for answer in refused]
    logs = "".join(text for _, text in written(system))
    for each in ("ValidationError", "ValueError", "handler_failed", "wrong schema", traces[0], traces[2]):
        assert each in logs
    until(lambda: all(trace in str(system.collector.spans()) for trace in traces))  # type: ignore[union-attr]

    places = [*written(system), *((f"answer {answer.request.url}", answer.text) for answer in refused)]
    places += [("span", str(export)) for export in system.collector.exports]
    places += [("reason", str(message.headers)) for message in (*unhandled, *unread)]
    assert {name for name, text in places for sign in (word, phone) if sign in text} == set()
