"""What is left when a process, a connection or a client of the database dies, and who clears it up."""

import asyncio
import time
from typing import Any

import pytest
from pymongo import AsyncMongoClient
from tests.support.databases import NoRelay
from tests.support.waiting import eventually

from chassis.broker import Broker, Received
from chassis.clock import SystemClock
from chassis.commit import Committer, Insert, Replace, Unit
from chassis.errors import Transient, Unavailable
from chassis.ids import new_id
from chassis.mongo import Driver, Mongo
from chassis.relay import Outgoing, PublishFailed, Relay, Row, rows_of
from contracts.assignment import GroupChanged


class _Published:
    def __init__(self) -> None:
        self.rows: list[str] = []

    async def publish(self, row: Row) -> None:
        self.rows.append(row.id)


def _changed(name: str) -> GroupChanged:
    return GroupChanged(name=name, version=1, permissions={})


@pytest.mark.req("N3")
async def test_rows_left_by_a_crash_are_sent_at_once_by_the_process_that_takes_its_place(mongo: Mongo) -> None:
    for owner in ("1", "2"):
        died = Committer(mongo, NoRelay(), SystemClock(), "/test", owner=owner)
        await died.prepare()
        await died.commit(Unit(events=[_changed(owner)]))
    published = _Published()
    relay = asyncio.create_task(Relay(mongo, published, SystemClock(), owner="1").run())

    async def settled() -> bool:
        return await mongo.collection("outbox").count({"owner": "1"}) == 0

    await eventually(settled, timeout=5)
    relay.cancel()
    assert len(published.rows) == 1
    assert await mongo.collection("outbox").count({"owner": "2"}) == 1


class _Stammering(Broker):
    """Its publishing connection is blocked at first, as by an alarm of the server."""

    refusals = 2

    async def set_aside(self, queue: str, body: bytes, headers: dict[str, Any]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise PublishFailed("blocked")
        await super().set_aside(queue, body, headers)


@pytest.mark.req("N3")
async def test_an_event_that_cannot_be_set_aside_yet_is_not_left_behind(amqp_uri: str) -> None:
    broker = _Stammering(amqp_uri, "customers", "x")
    await broker.connect(on_back=lambda: None)
    handled: list[int] = []

    async def not_the_first_time(_uses: Any, received: Received[Any]) -> None:
        if received.attempts == 0:
            raise Transient("not yet")
        handled.append(received.attempts)

    consumer = await broker.consume({GroupChanged: not_the_first_time}, None)
    (row,) = _rows(_changed("a"))
    await broker.publish(row)

    async def once() -> bool:
        return handled == [1]

    await eventually(once)
    assert broker.refusals == 0
    await consumer.stop(2)
    await broker.close()


def _rows(*events: GroupChanged) -> list[Row]:
    return rows_of([Outgoing(event, None) for event in events], "/test", SystemClock().now())


@pytest.mark.req("N3")
async def test_a_document_that_a_dead_client_holds_refuses_others_within_the_time_out(
    mongo_uri: str, driver: Driver
) -> None:
    name = f"test_{new_id()[-12:]}"
    impatient = Mongo.connect(mongo_uri.replace("timeoutMS=4000", "timeoutMS=1000"), name, driver)
    committer = Committer(impatient, NoRelay(), SystemClock(), "/test")
    await committer.prepare()
    await committer.commit(Unit([Insert("things", {"_id": "a", "version": 1})]))
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(mongo_uri)
    dead = client.start_session()
    await dead.start_transaction()
    await client[name]["things"].update_one({"_id": "a"}, {"$set": {"held": True}}, session=dead)

    began = time.monotonic()
    with pytest.raises(Unavailable):
        await committer.commit(Unit([Replace("things", {"_id": "a", "version": 2}, 1)]))
    assert time.monotonic() - began < 3

    await dead.end_session()
    await committer.commit(Unit([Replace("things", {"_id": "a", "version": 2}, 1)]))
    await client.close()
    await impatient.drop()
    await impatient.close()
