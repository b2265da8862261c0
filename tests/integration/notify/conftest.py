"""notify as a real process, with an SMTP server that the test commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from tests.support.running import Running, running
from tests.support.smtp import Sink, smtp_sink
from tests.support.waiting import eventually

from chassis.mongo import Doc

SEAL_SECRET = "a seal for tests alone"


@asynccontextmanager
async def notify_running(mongo_uri: str, amqp_uri: str, sink: Sink, **environment: str) -> AsyncIterator[Running]:
    """notify, sending to that sink; customers are not told that their orders came in, unless a test wants it."""
    async with running(
        "notify",
        mongo_uri,
        amqp_uri,
        VINCULO_SMTP_HOST="127.0.0.1",
        VINCULO_SMTP_PORT=str(sink.port),
        VINCULO_MAIL_FROM="Vinculo <mails@vinculo.test>",
        VINCULO_PUBLIC_URL="https://shop.vinculo.test",
        VINCULO_SEAL_SECRET=SEAL_SECRET,
        **({"VINCULO_CONFIRM_ORDERS": "false"} | environment),
    ) as service:
        yield service


async def sent_mail(notify: Running, **about: str) -> Doc:
    """The record of a mail about that, as soon as it is sent."""

    async def look() -> Doc | None:
        return await notify.database.collection("mails").find_one({"state": "sent", **about})

    found = await eventually(look)
    assert found is not None
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def post() -> AsyncIterator[Sink]:
    """One for all tests of a file."""
    async with smtp_sink() as sink:
        yield sink


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(mongo_uri: str, module_amqp_uri: str, post: Sink) -> AsyncIterator[Running]:
    """One that confirms orders to customers; its supervisors see all mails."""
    async with notify_running(mongo_uri, module_amqp_uri, post, VINCULO_CONFIRM_ORDERS="true") as service:
        await service.permits("Supervisors", {"mails.read": "all", "supervisor": True})
        yield service


@pytest.fixture
async def sink() -> AsyncIterator[Sink]:
    """An SMTP server that accepts, until told otherwise."""
    async with smtp_sink() as sink:
        yield sink


@pytest.fixture
async def notify(mongo_uri: str, amqp_uri: str, sink: Sink) -> AsyncIterator[Running]:
    """The service, with a group whose members see all mails and one whose members see their own."""
    async with notify_running(mongo_uri, amqp_uri, sink) as service:
        await service.permits("Supervisors", {"mails.read": "all"})
        await service.permits("Sellers", {"mails.read": "own"})
        yield service
