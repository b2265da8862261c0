"""What adapters of all services are tested on."""

from collections.abc import AsyncIterator

import pytest
from tests.support.databases import KINDS, Database, database_of


@pytest.fixture(params=KINDS)
async def each_database(request: pytest.FixtureRequest) -> AsyncIterator[Database]:
    """One after the other, each empty."""
    async with database_of(request.param, lambda: str(request.getfixturevalue("mongo_uri"))) as database:
        yield database
