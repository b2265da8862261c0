"""Systems that tests may break."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from tests.chaos.shop import Shop, opened
from tests.support.breaking import BreakableSystem, breakable_system

from devstack.system import SERVICES


@pytest.fixture(scope="session")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BreakableSystem]:
    """One process of each service."""
    with breakable_system(tmp_path_factory.mktemp("breakable") / "data") as system:
        yield system


@pytest.fixture(scope="session")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BreakableSystem]:
    """Two processes of each service."""
    folder = tmp_path_factory.mktemp("doubled") / "data"
    with breakable_system(folder, dict.fromkeys(SERVICES, 2)) as system:
        yield system


@pytest_asyncio.fixture
async def shop(breakable: BreakableSystem) -> AsyncIterator[Shop]:
    """A company of its own in that system."""
    async with opened(breakable) as company:
        yield company
