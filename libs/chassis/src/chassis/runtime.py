"""Runs a service: its parts in order, its roles, and a stop that loses neither a request nor a delivery."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import uvicorn
import uvloop
from fastapi import APIRouter

from chassis import telemetry
from chassis.access import Directory, Tokens
from chassis.broker import Broker, Consumer, Subscriptions
from chassis.clock import Clock, SystemClock
from chassis.commit import Committer
from chassis.errors import Spoken, Unavailable
from chassis.http import Door, create_app
from chassis.mishaps import described
from chassis.mongo import Mongo
from chassis.relay import Relay
from chassis.settings import ServiceSettings
from contracts.base import Event

Role = Literal["api", "worker", "all"]
_GRACE = 10
_MEASURE_EVERY = 10


@dataclass(frozen=True, slots=True)
class Kernel:
    """What every service stands on, made from its settings."""

    service: str
    settings: ServiceSettings
    clock: Clock
    mongo: Mongo
    broker: Broker
    relay: Relay
    committer: Committer
    directory: Directory
    tokens: Tokens

    @classmethod
    def assemble(cls, service: str, settings: ServiceSettings) -> "Kernel":
        """Opens nothing: connections are made when the service runs."""
        clock = SystemClock()
        mongo = Mongo.connect(
            settings.mongo_uri.get_secret_value(), settings.mongo_database or service, settings.mongo_driver
        )
        broker = Broker(settings.amqp_uri.get_secret_value(), service, settings.instance)
        relay = Relay(mongo, broker, clock, owner=settings.instance)
        committer = Committer(mongo, relay, clock, source=f"/vinculo/{service}", owner=settings.instance)
        return cls(
            service,
            settings,
            clock,
            mongo,
            broker,
            relay,
            committer,
            Directory(mongo, committer),
            Tokens(settings.oidc_issuer, settings.oidc_audience),
        )


@dataclass(frozen=True, slots=True)
class Service:
    """A service, put together by its app.py."""

    kernel: Kernel
    summary: str
    routers: Sequence[APIRouter]
    subscriptions: Subscriptions
    uses: Any
    lane: Callable[[Event], str] | None = None
    prepare: Sequence[Callable[[], Awaitable[None]]] = ()
    background: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()
    """In every role."""
    working: Sequence[Callable[[], Coroutine[Any, Any, None]]] = ()
    """Where events are handled, not in the role api."""
    closing: Sequence[Callable[[], Awaitable[None]]] = ()


class _Server(uvicorn.Server):
    """uvicorn without its tick: it looks ten times a second whether it should end; this one is told."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self._stopping.wait()


@dataclass(slots=True)
class _Running:
    service: Service
    role: Role
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    prepared: bool = False
    consumer: Consumer | None = None
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def ready(self) -> bool:
        return self.prepared and not self.stopping.is_set()

    async def run(self) -> int:
        kernel = self.service.kernel
        log = telemetry.log("runtime")
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(telemetry.tell_of_loop)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        server = self._server()
        self._start("http", server.serve())
        self._start("work", self._work())
        stop = asyncio.create_task(self.stopping.wait())
        done, _ = await asyncio.wait([stop, *self.tasks], return_when=asyncio.FIRST_COMPLETED)
        failed = [] if stop in done else list(done)
        for task in failed:
            log.error("task_ended", task=task.get_name(), exc_info=task.exception())
        log.info("stopping", role=self.role)
        self.stopping.set()
        if self.consumer is not None:
            await self.consumer.stop(_GRACE)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await asyncio.gather(*(task for task in self.tasks if task.get_name() == "http"))
                await kernel.committer.flush()
                await kernel.relay.flush()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        for close in (*self.service.closing, kernel.broker.close, kernel.tokens.close, kernel.mongo.close):
            with contextlib.suppress(Exception):
                async with asyncio.timeout(2):
                    await close()
        return 1 if failed else 0

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self.tasks.append(task)
        return task

    def _server(self) -> _Server:
        kernel, service = self.service.kernel, self.service
        door = Door(kernel.tokens, kernel.directory, self.ready)
        routers = service.routers if self.role != "worker" else ()
        app = create_app(kernel.service, service.summary, door, *routers)
        return _Server(
            uvicorn.Config(
                app,
                host=kernel.settings.http_host,
                port=kernel.settings.http_port,
                http="httptools",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE,
                timeout_keep_alive=75,
                proxy_headers=False,
                date_header=False,
            ),
            self.stopping,
        )

    async def _work(self) -> None:
        """Prepares the database, then keeps everything going that ends only with the process."""
        kernel = self.service.kernel
        log = telemetry.log("runtime")
        while True:
            try:
                await kernel.committer.prepare()
                await kernel.directory.prepare()
                for prepare in self.service.prepare:
                    await prepare()
                break
            except Unavailable as error:
                log.warning("database_away", why=described(error))
                await asyncio.sleep(0.5)
        self.prepared = True
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 100)
        log.info("ready", role=self.role, port=kernel.settings.http_port)
        async with asyncio.TaskGroup() as group:
            group.create_task(_endless("bus", self._bus()))
            group.create_task(_endless("relay", kernel.relay.run()))
            for background in self.service.background:
                group.create_task(_endless("background", background()))
            for working in self.service.working if self.role != "api" else ():
                group.create_task(_endless("work", working()))

    async def _bus(self) -> None:
        kernel, service = self.service.kernel, self.service
        await kernel.broker.connect(on_back=kernel.relay.wake)
        if self.role == "api":
            await asyncio.Event().wait()
        self.consumer = await kernel.broker.consume(service.subscriptions, service.uses, service.lane)
        while True:
            try:
                await self.consumer.measure()
            except Exception as error:
                telemetry.log("runtime").info("queue_not_measured", why=described(error))
            await asyncio.sleep(_MEASURE_EVERY)


class CameToAnEnd(Spoken):
    """Work that has no end returned."""


async def _endless(name: str, work: Coroutine[Any, Any, None]) -> None:
    """Work that a process must not outlive: without its relay or consumer it would look healthy and do nothing."""
    await work
    raise CameToAnEnd(f"{name} came to an end")


def main(build: Callable[[], Service]) -> None:
    """`python -m <service> api|worker|all`."""
    role = sys.argv[1] if len(sys.argv) > 1 else "all"
    if role not in ("api", "worker", "all"):
        raise SystemExit("usage: python -m <service> api|worker|all")
    service = build()
    provider = telemetry.start(service.kernel.service, service.kernel.settings)
    telemetry.own_the_rest()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        code = runner.run(_Running(service, role).run())  # type: ignore[arg-type]
    provider.shutdown()
    raise SystemExit(code)
