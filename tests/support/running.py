"""One service as a real process, with the rest of the system played by the test: an issuer of tokens, the bus."""

import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import aio_pika
import httpx2
import orjson

from chassis.broker import EXCHANGE, decode, queue_of
from chassis.errors import Unavailable
from chassis.ids import new_id
from chassis.mongo import Mongo
from chassis.relay import Outgoing, rows_of
from contracts.assignment import GroupChanged, StaffChanged, StaffMember
from contracts.base import Event
from devstack.ports import any_free
from tests.support.issuer import Issuer
from tests.support.serving import serving
from tests.support.waiting import eventually
from tests.support.warm import Process, start

E = TypeVar("E", bound=Event)


@dataclass
class Running:
    """The service, and what the test does around it."""

    name: str
    url: str
    issuer: Issuer
    connection: aio_pika.abc.AbstractConnection
    channel: aio_pika.abc.AbstractChannel
    database: Mongo
    process: Process
    environment: Mapping[str, str]
    told: list[Event] = field(default_factory=list)
    """Every event on the bus that is of this service, as it came."""
    clients: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def as_(self, email: str) -> httpx2.AsyncClient:
        """A client that calls as that member of staff."""
        headers = {"Authorization": f"Bearer {self.issuer.token(email)}"}
        client = httpx2.AsyncClient(base_url=self.url, headers=headers, timeout=15, trust_env=False)
        return await self.clients.enter_async_context(client)

    async def dies(self) -> None:
        """kill -9."""
        self.process.kill()
        await self.process.wait()

    async def hears(self, *events: Event) -> None:
        """Publishes events to it, each as a message of its own."""
        exchange = await self.channel.get_exchange(EXCHANGE, ensure=False)
        for event in events:
            (row,) = rows_of([Outgoing(event, None)], "/vinculo/test", datetime.now(UTC))
            await exchange.publish(aio_pika.Message(row.body, message_id=row.id), row.routing_key)

    async def tells(self, kind: type[E], wanted: Callable[[E], bool] = lambda _: True, timeout: float = 15) -> E:
        """The first event of that kind that it published, as soon as there is one."""

        coming = _Following(self.told)

        async def look() -> E | None:
            return next((event for event in coming if isinstance(event, kind) and wanted(event)), None)

        found = await eventually(look, timeout)
        assert found is not None
        return found

    def told_of(self, subject: str, kind: type[E]) -> list[E]:
        """What it published of that kind about one aggregate, in the order in which it came."""
        return [event for event in self.told if isinstance(event, kind) and event.subject == subject]

    async def forgets(self, *collections: str) -> None:
        """Empties collections, so that tests that share the process do not share records."""
        for name in collections:
            await self.database.collection(name).delete_many({})

    async def employs(
        self, name: str, *groups: str, active: bool = True, member_id: str | None = None, version: int = 1
    ) -> str:
        """A member of staff `<name>@vinculo.test`; his id."""
        member = StaffMember(
            id=member_id or new_id(),
            version=version,
            name=name.capitalize(),
            email=f"{name}@vinculo.test",
            groups=groups,
            active=active,
        )
        await self.hears(StaffChanged(member=member))
        return member.id

    async def permits(self, group: str, permissions: Mapping[str, str | bool]) -> None:
        """A group of that name."""
        await self.hears(GroupChanged(name=group, version=1, permissions=dict(permissions)))

    async def lets_in(self, *clients: httpx2.AsyncClient, path: str) -> None:
        """Waits until each of them may read that list."""

        async def look() -> bool:
            return all([(await client.get(path)).status_code == 200 for client in clients])

        await eventually(look)


class _Following(Iterator[Event]):
    """Goes through a list that grows: each event once, those that came since the last end too."""

    def __init__(self, events: list[Event]) -> None:
        self._events = events
        self._at = 0

    def __next__(self) -> Event:
        if self._at == len(self._events):
            raise StopIteration
        self._at += 1
        return self._events[self._at - 1]


@asynccontextmanager
async def running(name: str, mongo_uri: str, amqp_uri: str, **environment: str) -> AsyncIterator[Running]:
    """`python -m <name> all` on its own database, ready; ended cleanly afterwards."""
    issuer = Issuer()
    port = any_free()
    env = {
        **os.environ,
        "VINCULO_ENVIRONMENT": "development",
        "VINCULO_MONGO_URI": mongo_uri,
        "VINCULO_MONGO_DATABASE": f"test_{new_id()[-12:]}",
        "VINCULO_AMQP_URI": amqp_uri,
        "VINCULO_HTTP_PORT": str(port),
        "VINCULO_OIDC_ISSUER": issuer.url,
        **environment,
    }
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serving(issuer.app, issuer.port))
        process = await start(name, env)
        stack.push_async_exit(_ending(process))
        connection = await stack.enter_async_context(await aio_pika.connect(amqp_uri))
        database = Mongo.connect(mongo_uri, env["VINCULO_MONGO_DATABASE"], "pymongo")
        stack.push_async_callback(database.close)
        channel = await connection.channel()
        service = Running(name, f"http://127.0.0.1:{port}", issuer, connection, channel, database, process, env)
        await stack.enter_async_context(service.clients)
        await eventually(lambda: _ready(service, process), timeout=60)
        await _listen(service)
        yield service


async def _ready(service: Running, process: Process) -> bool:
    assert process.returncode is None, f"{service.name} ended with {process.returncode}"
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            ready = (await client.get(f"{service.url}/readyz")).status_code == 200
    except httpx2.HTTPError:
        return False
    try:
        probe = await service.connection.channel()
        queue = await probe.get_queue(queue_of(service.name))
        return ready and bool(queue.declaration_result.consumer_count)
    except aio_pika.exceptions.AMQPError:
        return False


async def _listen(service: Running) -> None:
    queue = await service.channel.declare_queue(exclusive=True)
    await queue.bind(EXCHANGE, f"vinculo.{service.name}.#")

    async def note(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        service.told.extend(_read(message.body))

    await queue.consume(note, no_ack=True)


def _read(body: bytes) -> list[Event]:
    events = []
    for received in decode(body):
        assert not isinstance(received, Exception), f"the service published {orjson.loads(body)!r}: {received}"
        events.append(received.event)
    return events


def _ending(process: Process) -> Callable[[Any, BaseException | None, Any], Awaitable[bool]]:
    async def end(_kind: Any, error: BaseException | None, _trace: Any) -> bool:
        if process.returncode == -signal.SIGKILL:
            return False
        if process.returncode is None:
            process.terminate()
        code = await process.wait()
        # What went wrong before must not be hidden by how the process ended for it.
        assert error is not None or code == 0, f"ended with {code}"
        return False

    return end


async def dropped(database: Mongo) -> None:
    """Removes the database, which what a killed service had begun holds for some seconds."""

    async def gone() -> bool:
        try:
            await database.drop()
        except Unavailable:
            return False
        return True

    await eventually(gone, timeout=30)
