"""A gateway with one stand-in for each service behind it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx2
import pytest
from tests.integration.gateway.gateway import SERVICES, Gateway, servers
from tests.integration.gateway.standin import StandIn

Behind = dict[str, StandIn]
StartGateway = Callable[..., Awaitable[httpx2.AsyncClient]]


@pytest.fixture
async def behind() -> AsyncIterator[Behind]:
    """The services behind the gateway, by name."""
    services = {name: StandIn(name) for name in SERVICES}
    for service in services.values():
        await service.start()
    yield services
    for service in services.values():
        await service.stop()


@pytest.fixture
async def gateways() -> AsyncIterator[list[Gateway]]:
    started: list[Gateway] = []
    yield started
    for gateway in started:
        gateway.stop()


@pytest.fixture
async def start(behind: Behind, gateways: list[Gateway], tmp_path: Path) -> AsyncIterator[StartGateway]:
    """Starts a gateway with the given placeholders and returns a client of it."""
    clients: list[httpx2.AsyncClient] = []

    async def begin(**values: str) -> httpx2.AsyncClient:
        ports = {f"{name.upper()}_SERVERS": servers(service.port) for name, service in behind.items()}
        folder = tmp_path / str(len(gateways))
        gateway = Gateway(folder, {**ports, **values})
        gateways.append(gateway)
        gateway.start()
        gateway.wait_ready(10)
        clients.append(httpx2.AsyncClient(base_url=gateway.url, timeout=10))
        return clients[-1]

    yield begin
    for client in clients:
        await client.aclose()


@pytest.fixture
async def client(start: StartGateway) -> httpx2.AsyncClient:
    """A client of a gateway as it is by default."""
    return await start()
