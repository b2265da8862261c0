"""Customers as a process, and a small company."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx2
import pytest_asyncio
from tests.support.running import Running, running

Client = httpx2.AsyncClient
SWITCHES = ("customers.create", "customers.merge", "customers.erase", "export")


@dataclass
class Office:
    """The service with an admin, two sellers and a clerk at the point of sale."""

    service: Running
    ids: dict[str, str]
    admin: Client
    ana: Client
    ben: Client
    clerk: Client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def company(mongo_uri: str, module_amqp_uri: str) -> AsyncIterator[Office]:
    async with running("customers", mongo_uri, module_amqp_uri) as service:
        both = ("customers.read", "customers.write")
        everything: dict[str, str | bool] = {**dict.fromkeys((*both, "audit"), "all"), **dict.fromkeys(SWITCHES, True)}
        await service.permits("Admins", everything)
        await service.permits("Sellers", {**dict.fromkeys(both, "own"), "customers.create": True, "manager": True})
        await service.permits("Point of sale", {"customers.read": "own", "customers.create": True})
        ids = {
            "admin": await service.employs("admin", "Admins"),
            "ana": await service.employs("ana", "Sellers"),
            "ben": await service.employs("ben", "Sellers"),
            "clerk": await service.employs("clerk", "Point of sale"),
            "gone": await service.employs("gone", "Sellers", active=False),
        }
        clients = [await service.as_(f"{name}@vinculo.test") for name in ("admin", "ana", "ben", "clerk")]
        await service.lets_in(*clients, path="/v1/customers")
        yield Office(service, ids, *clients)


@pytest_asyncio.fixture(loop_scope="module")
async def office(company: Office) -> Office:
    """The company without customers."""
    await company.service.forgets("customers", "notes", "note_history", "turnstile", "merges")
    return company
