"""Assignment as a process, and a small company made through its API."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from tests.integration.assignment.company import Company
from tests.support.running import running

from chassis.ids import new_id
from chassis.mongo import Mongo


@pytest.fixture
def environment() -> dict[str, str]:
    """What several replicas have in common."""
    return {
        "VINCULO_MONGO_DATABASE": f"test_{new_id()[-12:]}",
        "VINCULO_BOOTSTRAP_ADMIN": "admin@vinculo.test",
    }


@pytest.fixture
async def company(mongo_uri: str, amqp_uri: str, environment: dict[str, str]) -> AsyncIterator[Company]:
    async with running("assignment", mongo_uri, amqp_uri, **environment) as service:
        admin = await service.as_("admin@vinculo.test")
        await service.lets_in(admin, path="/v1/staff")
        yield Company(service, admin)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running_company(mongo_uri: str, module_amqp_uri: str) -> AsyncIterator[Company]:
    """The service as it runs for a whole module."""
    async with running(
        "assignment", mongo_uri, module_amqp_uri, VINCULO_BOOTSTRAP_ADMIN="admin@vinculo.test"
    ) as service:
        admin = await service.as_("admin@vinculo.test")
        await service.lets_in(admin, path="/v1/staff")
        yield Company(service, admin)
        await service.database.drop()


@pytest_asyncio.fixture(loop_scope="module")
async def office(running_company: Company) -> AsyncIterator[Company]:
    """The service as it runs for a whole module; each test employs people of its own, and the wheel is as delivered
    afterwards."""
    yield replace(running_company, domain=f"{new_id()[-12:]}.test", ids={})
    await running_company.distributes("round_robin")


@pytest.fixture
async def database(mongo_uri: str, environment: dict[str, str]) -> AsyncIterator[Mongo]:
    """The service's own database, to put it into a state that takes a crash or a race to come about."""
    mongo = Mongo.connect(mongo_uri, environment["VINCULO_MONGO_DATABASE"])
    yield mongo
    await mongo.drop()
    await mongo.close()
