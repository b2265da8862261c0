"""Fixtures of the chassis's integration tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
import structlog
from tests.integration.chassis.things import Things, things_served

from chassis.mongo import Mongo


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
