"""Processes of the small service, with roads of their own to its servers."""

import asyncio
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import httpx2
from tests.support.forwarding import forwarding

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


@dataclass(frozen=True)
class Detour:
    """Roads to the servers that the test opens and closes."""

    mongo_uri: str
    amqp_uri: str
    mongo_port: int = field(default_factory=any_free)
    amqp_port: int = field(default_factory=any_free)

    @property
    def settings(self) -> dict[str, str]:
        """For a process that is to take these roads."""
        amqp = urlsplit(self.amqp_uri)
        return {
            "VINCULO_MONGO_URI": f"mongodb://127.0.0.1:{self.mongo_port}/?directConnection=true&timeoutMS=1000&w=majority",
            "VINCULO_AMQP_URI": self.amqp_uri.replace(f":{amqp.port}/", f":{self.amqp_port}/"),
        }

    def to_mongo(self) -> AbstractAsyncContextManager[None]:
        """The road to the database, for as long as it is open."""
        return _road(self.mongo_port, self.mongo_uri)

    def to_rabbitmq(self) -> AbstractAsyncContextManager[None]:
        """The road to the broker, for as long as it is open."""
        return _road(self.amqp_port, self.amqp_uri)


def _road(port: int, uri: str) -> AbstractAsyncContextManager[None]:
    target = urlsplit(uri)
    assert target.hostname
    assert target.port
    return forwarding(port, target.hostname, target.port)


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

    def detour(self) -> Detour:
        return Detour(self.mongo_uri, self.amqp_uri)

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


async def post(running: Running, name: str, takes: float = 0) -> bool:
    """Whether the thing was accepted."""
    try:
        answer = await running.client.post("/things", json={"name": name, "takes": takes})
    except httpx2.HTTPError:
        return False
    assert answer.status_code == 201, answer.text
    return True
