"""From commit over outbox and RabbitMQ to the handler, on real servers."""

import asyncio
from typing import Any

import orjson
import pytest
from tests.integration.chassis.buses import QUEUE, changed, envelope, inject, parked, raw, running
from tests.support.databases import NoRelay
from tests.support.waiting import eventually

from chassis.broker import EXCHANGE, Received, parked_of, queue_of
from chassis.clock import SystemClock
from chassis.commit import Committer, Unit
from chassis.errors import Transient, Unavailable
from chassis.mongo import Mongo
from contracts.assignment import GroupChanged


async def test_a_committed_event_reaches_its_handler_and_leaves_the_outbox(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:
        await bus.committer.commit(Unit(events=[changed("a")]))
        assert await eventually(bus.handling.handled) == ["a"]

        async def empty() -> bool:
            return await mongo.collection("outbox").count({}) == 0

        await eventually(empty)


async def test_events_of_one_commit_travel_as_one_message_and_are_handled_one_by_one(
    mongo: Mongo, amqp_uri: str
) -> None:
    async with running(mongo, amqp_uri) as bus:
        await bus.committer.commit(Unit(events=[changed(str(n), n) for n in range(50)]))

        async def all_handled() -> bool:
            return len(await bus.handling.handled()) == 50

        await eventually(all_handled)


async def test_the_same_event_five_times_has_one_effect(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:
        await inject(amqp_uri, orjson.dumps(envelope(changed("a"))), times=5)

        async def seen_five() -> bool:
            return len(bus.handling.seen) == 5

        await eventually(seen_five)
        assert await bus.handling.handled() == ["a"]


async def test_an_event_committed_while_the_broker_is_away_flows_when_it_is_back(mongo: Mongo, amqp_uri: str) -> None:
    nowhere = "amqp://guest:guest@127.0.0.1:9/"
    async with running(mongo, nowhere, reachable=False) as bus:
        await bus.committer.commit(Unit(events=[changed("a")]))
    await mongo.collection("outbox").update_many({}, [{"$set": {"leased_until": "$at"}}])
    async with running(mongo, amqp_uri) as bus:
        assert await eventually(bus.handling.handled) == ["a"]


async def test_an_event_not_yet_possible_comes_again_and_does_not_hold_up_others(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:

        async def not_at_first(received: Received[Any]) -> None:
            if received.event.name == "early" and received.attempts == 0:
                raise Transient("its customer is not here yet")

        bus.handling.behave = not_at_first
        await bus.committer.commit(Unit(events=[changed("early"), changed("other")]))

        async def other() -> bool:
            return await bus.handling.handled() == ["other"]

        async def both() -> bool:
            return await bus.handling.handled() == ["early", "other"]

        await eventually(other, timeout=0.9)
        await eventually(both)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{not json", "no JSON"),
        (b'"text"', "neither an event nor a batch"),
        (b"{}", "no CloudEvent"),
        (b"x" * 10_000_000, "no JSON"),
        (orjson.dumps(envelope(changed("a"), type="vinculo.assignment.group.changed.v9")), "unknown type"),
        (orjson.dumps(envelope(changed("a"), data={"name": 3})), "wrong schema"),
        (orjson.dumps(envelope(changed("a"), time="yesterday")), "wrong time"),
    ],
    ids=["no json", "text", "empty", "10 MB", "unknown version", "wrong schema", "wrong time"],
)
async def test_poison_is_parked_with_its_reason_and_the_next_is_not_held_up(
    mongo: Mongo, amqp_uri: str, body: bytes, reason: str
) -> None:
    async with running(mongo, amqp_uri) as bus:
        await inject(amqp_uri, body)
        await inject(amqp_uri, orjson.dumps(envelope(changed("next"))))
        assert await eventually(bus.handling.handled) == ["next"]

        async def lying_there() -> list[Any]:
            return await parked(amqp_uri)

        (message,) = await eventually(lying_there)
        assert reason in str(message.headers["x-reason"])
        assert message.headers["x-queue"] == QUEUE
        assert message.body == body


async def test_a_handler_that_always_fails_parks_that_event_alone(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:

        async def fails(received: Received[Any]) -> None:
            if received.event.name == "bad":
                raise KeyError("defect")

        bus.handling.behave = fails
        batch = [envelope(changed("good")), envelope(changed("bad")), envelope(changed("fine")), {"specversion": "x"}]
        await inject(amqp_uri, orjson.dumps(batch))

        async def others() -> bool:
            return await bus.handling.handled() == ["fine", "good"]

        await eventually(others)

        async def two() -> list[Any]:
            async with raw(amqp_uri) as channel:
                found = await channel.declare_queue(parked_of(QUEUE), passive=True)
                return [1] if found.declaration_result.message_count == 2 else []

        await eventually(two)
        reasons = sorted(str(message.headers["x-reason"]) for message in await parked(amqp_uri))
        assert [each.partition(" at ")[0] for each in reasons] == ["KeyError", "no CloudEvent 1.0"]


async def test_deliveries_wait_while_the_database_is_away(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:
        away = True

        async def check(_received: Received[Any]) -> None:
            if away:
                raise Unavailable("the database does not answer")

        bus.handling.behave = check
        await bus.committer.commit(Unit(events=[changed("a")]))

        async def tried_twice() -> bool:
            return len(bus.handling.seen) >= 2

        await eventually(tried_twice)
        away = False
        assert await eventually(bus.handling.handled) == ["a"]
        assert await parked(amqp_uri) == []


async def test_events_of_one_aggregate_keep_their_order(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri) as bus:
        order: list[int] = []

        async def slow_first(received: Received[Any]) -> None:
            await asyncio.sleep(0.05 if received.event.version == 1 else 0)
            order.append(received.event.version)

        bus.handling.behave = slow_first
        await bus.committer.commit(Unit(events=[changed("a", 1), changed("a", 2), changed("a", 3)]))

        async def three() -> bool:
            return len(order) == 3

        await eventually(three)
        assert order == [1, 2, 3]


async def test_an_event_that_no_queue_takes_stays_in_the_outbox(mongo: Mongo, amqp_uri: str) -> None:
    async with running(mongo, amqp_uri, consume=False) as bus:
        async with raw(amqp_uri) as channel:
            exchange = await channel.get_exchange(EXCHANGE)
            for service in ("customers", "orders", "assignment", "notify", "fieldops"):
                queue = await channel.get_queue(queue_of(service))
                await queue.unbind(exchange, GroupChanged.TYPE)
        await bus.committer.commit(Unit(events=[changed("a")]))
        await bus.relay.flush()
        assert await mongo.collection("outbox").count({}) == 1


async def test_rows_left_by_a_crash_are_sent_by_another_replica_once_their_lease_ran_out(
    mongo: Mongo, amqp_uri: str
) -> None:
    committer = Committer(mongo, NoRelay(), SystemClock(), "/test")
    await committer.prepare()
    for n in range(5):
        await committer.commit(Unit(events=[changed(str(n))]))
    async with running(mongo, amqp_uri) as bus:
        await bus.committer.commit(Unit(events=[changed("own")]))
        assert await eventually(bus.handling.handled) == ["own"]
        await mongo.collection("outbox").update_many({}, [{"$set": {"leased_until": "$at"}}])

        async def all_of_them() -> bool:
            return await bus.handling.handled() == ["0", "1", "2", "3", "4", "own"]

        await eventually(all_of_them)
