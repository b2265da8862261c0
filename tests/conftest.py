"""Fixtures for every kind of test."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from chassis.broker import LADDER, parked_of, queue_of, retry_of
from chassis.ids import new_id
from chassis.mongo import Driver, Mongo
from contracts.catalog import LISTENERS
from tests.support import servers
from tests.support.company import Company
from tests.support.system import System, system

__all__ = ["system"]

# How fast an example is says something of the machine and nothing of the rule.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_report_header() -> str:
    return f"servers: {servers.describe()}"


@pytest.fixture(scope="session")
def mongo_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A MongoDB replica set."""
    with servers.mongo_server(_folder(tmp_path_factory)) as uri:
        yield uri


@pytest.fixture(scope="session")
def rabbitmq_uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A RabbitMQ broker, as it is left by the test before."""
    with servers.rabbitmq_server(_folder(tmp_path_factory)) as uri:
        yield uri


@pytest.fixture
async def amqp_uri(rabbitmq_uri: str) -> AsyncIterator[str]:
    """A RabbitMQ broker without Vinculo's exchange and queues."""
    await _clear(rabbitmq_uri)
    yield rabbitmq_uri
    await _clear(rabbitmq_uri)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def module_amqp_uri(rabbitmq_uri: str) -> AsyncIterator[str]:
    """The same, for a service that runs as long as a module's tests."""
    await _clear(rabbitmq_uri)
    yield rabbitmq_uri
    await _clear(rabbitmq_uri)


@pytest.fixture(params=["motor", "pymongo"])
def driver(request: pytest.FixtureRequest) -> Driver:
    """Both drivers, one after the other."""
    name: Driver = request.param
    return name


@pytest.fixture
async def mongo(mongo_uri: str, driver: Driver) -> AsyncIterator[Mongo]:
    """An empty database, dropped afterwards."""
    database = Mongo.connect(mongo_uri, f"test_{new_id()[-12:]}", driver)
    yield database
    await database.drop()
    await database.close()


@pytest.fixture
def company(system: System) -> Iterator[Company]:
    """A company on the shared system, with everybody on the wheel again afterwards."""
    made = Company(system)
    yield made
    made.distribute_as_delivered()


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.mktemp("servers")


async def _clear(uri: str) -> None:
    assert urlsplit(uri).hostname in ("127.0.0.1", "localhost")
    connection = await aio_pika.connect(uri)
    async with connection:
        channel = await connection.channel()
        await channel.exchange_delete("vinculo.events")
        for service in LISTENERS:
            queue = queue_of(service)
            for name in (queue, parked_of(queue), *(retry_of(queue, seconds) for seconds in LADDER)):
                await channel.queue_delete(name)
