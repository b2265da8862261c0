"""The life of a process: it starts whatever is there, does what its role says, and stops without losing anything."""

import asyncio
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.support.forwarding import forwarding
from tests.support.waiting import eventually

from chassis.broker import EXCHANGE, queue_of
from chassis.clock import SystemClock
from chassis.mongo import Driver, Mongo
from chassis.relay import Outgoing, rows_of
from contracts.assignment import GroupChanged
from devstack.ports import any_free

ROOT = Path(__file__).parents[3]


@dataclass
class Running:
    """A process of the small service."""

    process: asyncio.subprocess.Process
    client: httpx2.AsyncClient
    output: Path

    async def answers(self, path: str) -> int:
        try:
            return (await self.client.get(path)).status_code
        except httpx2.HTTPError:
            return 0

    async def ready(self) -> bool:
        assert self.process.returncode is None, self.output.read_text()
        return await self.answers("/readyz") == 200

    async def ended(self, within: float = 15) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()


@dataclass
class Environment:
    """Starts processes against the same servers."""

    mongo: Mongo
    database: str
    mongo_uri: str
    amqp_uri: str
    driver: Driver
    folder: Path

    @asynccontextmanager
    async def run(self, role: str = "all", **changed: str) -> AsyncIterator[Running]:
        port = any_free()
        settings = {
            "VINCULO_ENVIRONMENT": "development",
            "VINCULO_MONGO_URI": self.mongo_uri,
            "VINCULO_MONGO_DATABASE": self.database,
            "VINCULO_MONGO_DRIVER": self.driver,
            "VINCULO_AMQP_URI": self.amqp_uri,
            "VINCULO_HTTP_PORT": str(port),
            "VINCULO_OIDC_ISSUER": "http://127.0.0.1:9",
            **changed,
        }
        output = self.folder / f"{port}.log"
        with output.open("w") as out:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.integration.chassis.small_service",
                role,
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], **settings},
                stdout=out,
                stderr=out,
            )
        url = f"http://127.0.0.1:{settings['VINCULO_HTTP_PORT']}"
        async with httpx2.AsyncClient(base_url=url, timeout=20, trust_env=False) as client:
            try:
                yield Running(process, client, output)
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()

    async def handled(self) -> Counter[str]:
        return Counter(doc["name"] for doc in await self.mongo.collection("handled").find({}))

    async def waiting(self) -> int:
        """Messages in the service's queue, delivered or not, that nobody has taken."""
        connection = await aio_pika.connect(self.amqp_uri)
        async with connection:
            channel = await connection.channel()
            try:
                queue = await channel.declare_queue(queue_of("customers"), passive=True)
            except aio_pika.exceptions.ChannelNotFoundEntity:
                return -1
            return queue.declaration_result.message_count or 0

    async def publish(self, *names: str) -> None:
        connection = await aio_pika.connect(self.amqp_uri)
        async with connection:
            exchange = await (await connection.channel(on_return_raises=True)).get_exchange(EXCHANGE)
            for name in names:
                event = GroupChanged(name=name, version=1, permissions={})
                (row,) = rows_of([Outgoing(event, None)], "/test", SystemClock().now())
                message = aio_pika.Message(row.body)
                while True:
                    # A queue that was just declared may not be bound yet.
                    with suppress(aio_pika.exceptions.DeliveryError):
                        await exchange.publish(message, row.routing_key)
                        break


@pytest.fixture
async def environment(mongo: Mongo, mongo_uri: str, amqp_uri: str, driver: Driver, tmp_path: Path) -> Environment:
    return Environment(mongo, mongo._database.name, mongo_uri, amqp_uri, driver, tmp_path)


async def post(running: Running, name: str, takes: float = 0) -> bool:
    """Whether the thing was accepted."""
    try:
        answer = await running.client.post("/things", json={"name": name, "takes": takes})
    except httpx2.HTTPError:
        return False
    assert answer.status_code == 201, answer.text
    return True


@pytest.mark.req("N3")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_stop_under_load_loses_no_request_and_no_delivery(
    environment: Environment, number: signal.Signals
) -> None:
    accepted: list[str] = []
    events = [f"e{n}" for n in range(300)]

    async def loading(running: Running, lane: int) -> None:
        for n in range(100_000):
            if not await post(running, name := f"t{lane}-{n}"):
                return
            accepted.append(name)

    async with environment.run(VINCULO_HANDLING_TAKES="0.05") as running:
        await eventually(running.ready)
        slow = asyncio.create_task(post(running, "slow", takes=0.7))
        load = [asyncio.create_task(loading(running, lane)) for lane in range(16)]

        async def under_way() -> bool:
            return len(accepted) > 200 and sum((await environment.handled()).values()) > 50

        async def declared() -> bool:
            return await environment.waiting() >= 0

        await eventually(declared)
        await environment.publish(*events)
        await eventually(under_way, timeout=30)
        running.process.send_signal(number)
        assert await running.ended() == 0, running.output.read_text()[-2000:]
        await asyncio.gather(*load)
        assert await slow
    kept = {doc["_id"] for doc in await environment.mongo.collection("things").find({})}
    assert set(accepted) | {"slow"} <= kept

    async def nothing_waits() -> bool:
        # What is removed without waiting for the journal is seen a little later by reads of what is safe.
        return await environment.mongo.collection("outbox").count({}) == 0

    await eventually(nothing_waits)

    async with environment.run() as again:
        await eventually(again.ready)

        async def everything() -> bool:
            return set(await environment.handled()) >= kept | set(events)

        await eventually(everything, timeout=30)
        assert set((await environment.handled()).values()) == {1}


async def test_the_api_serves_and_leaves_events_to_the_workers(environment: Environment) -> None:
    async with environment.run("api") as api:
        await eventually(api.ready)
        assert await post(api, "a")

        async def lies_there() -> bool:
            return await environment.waiting() == 1

        await eventually(lies_there)
        async with environment.run("worker") as worker:
            await eventually(worker.ready)

            async def handled() -> bool:
                return (await environment.handled()) == {"a": 1}

            await eventually(handled)
            assert (await worker.client.post("/things", json={"name": "b"})).status_code == 404
            assert [await worker.answers(path) for path in ("/livez", "/metrics")] == [200, 200]
            assert "vinculo_events_total" in (await worker.client.get("/metrics")).text


async def test_what_cannot_leave_is_seen_in_the_outbox(environment: Environment) -> None:
    async with environment.run(VINCULO_AMQP_URI=f"amqp://127.0.0.1:{any_free()}/") as running:
        await eventually(running.ready)
        for name in ("a", "b", "c"):
            assert await post(running, name)

        async def seen() -> bool:
            families = text_string_to_metric_families((await running.client.get("/metrics")).text)
            figures = {each.name: each.value for family in families for each in family.samples}
            return figures["vinculo_outbox_rows"] > 0 and figures["vinculo_outbox_oldest_seconds"] > 1

        await eventually(seen, 30)


async def test_a_background_task_that_dies_takes_the_process_with_it(environment: Environment) -> None:
    async with environment.run(VINCULO_DIE_AFTER="0.2") as running:
        assert await running.ended() == 1
        told = running.output.read_text()
        assert ' dies"' in told
        assert "RuntimeError" in told
        assert "the background failed" not in told, "its words are not ours"


async def test_a_background_task_that_just_returns_takes_the_process_with_it(environment: Environment) -> None:
    async with environment.run(VINCULO_END_AFTER="0.2") as running:
        assert await running.ended() == 1
        assert "background came to an end" in running.output.read_text()


async def test_a_port_that_is_taken_ends_the_process(environment: Environment) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        async with environment.run(VINCULO_HTTP_PORT=str(taken.getsockname()[1])) as running:
            assert await running.ended() != 0


@pytest.mark.parametrize("role", ["", "apiworker"])
async def test_an_unknown_role_is_refused(environment: Environment, role: str) -> None:
    async with environment.run(role) as running:
        assert await running.ended() != 0
        assert "api|worker|all" in running.output.read_text()


async def test_settings_that_are_refused_are_told_without_secrets(environment: Environment) -> None:
    async with environment.run(VINCULO_MONGO_URI="mongodb://u:s3cr3t@127.0.0.1/") as running:
        assert await running.ended() != 0
        assert "timeoutMS" in running.output.read_text()
        assert "s3cr3t" not in running.output.read_text()


async def test_it_starts_without_its_servers_and_is_ready_when_the_database_is(environment: Environment) -> None:
    mongo_port, amqp_port = any_free(), any_free()
    mongo, amqp = urlsplit(environment.mongo_uri), urlsplit(environment.amqp_uri)
    assert mongo.hostname
    assert amqp.hostname
    detours = {
        "VINCULO_MONGO_URI": f"mongodb://127.0.0.1:{mongo_port}/?directConnection=true&timeoutMS=1000&w=majority",
        "VINCULO_AMQP_URI": environment.amqp_uri.replace(f":{amqp.port}/", f":{amqp_port}/"),
    }
    async with environment.run(**detours) as running:

        async def alive() -> bool:
            return await running.answers("/livez") == 200

        await eventually(alive)
        assert await running.answers("/readyz") == 503
        assert (await running.client.post("/things", json={"name": "early"})).status_code == 503
        async with forwarding(mongo_port, mongo.hostname, mongo.port or 27017):
            await eventually(running.ready)
            assert await post(running, "a")
            assert await environment.mongo.collection("outbox").count({}) == 1
            async with forwarding(amqp_port, amqp.hostname, amqp.port or 5672):

                async def handled() -> bool:
                    return (await environment.handled()) == {"a": 1}

                await eventually(handled, timeout=30)
                running.process.terminate()
                assert await running.ended() == 0
        output = running.output.read_text()
        assert "database_away" in output
        assert "broker_away" in output


async def test_a_stop_while_nothing_is_there_is_quick(environment: Environment) -> None:
    away = {
        "VINCULO_MONGO_URI": "mongodb://127.0.0.1:9/?timeoutMS=1000&directConnection=true",
        "VINCULO_AMQP_URI": "amqp://a:b@127.0.0.1:9/",
    }
    async with environment.run(**away) as running:

        async def alive() -> bool:
            return await running.answers("/livez") == 200

        await eventually(alive)
        running.process.terminate()
        assert await running.ended(within=8) == 0
