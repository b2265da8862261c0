"""Fixtures of the chassis's integration tests."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from tests.integration.chassis.processes import Environment
from tests.integration.chassis.things import Things, things_served

from chassis.mongo import Driver, Mongo


@pytest.fixture(autouse=True, scope="package")
def _plain_logs() -> Iterator[None]:
    """Tracebacks as a service writes them: the coloured ones of a terminal take seconds each."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture
async def things(mongo: Mongo) -> AsyncIterator[Things]:
    """A small service behind the whole door, on a real database."""
    async with things_served(mongo) as served:
        yield served


@pytest.fixture
async def environment(mongo: Mongo, mongo_uri: str, amqp_uri: str, driver: Driver, tmp_path: Path) -> Environment:
    return Environment(mongo, mongo._database.name, mongo_uri, amqp_uri, driver, tmp_path)
