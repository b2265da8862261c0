"""Fieldops as a process, two reps and the customers that they visit."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx2
import pytest_asyncio
from tests.support.running import Running, running
from tests.support.waiting import eventually

from chassis.ids import new_id
from contracts.base import Act, Actor
from contracts.customers import Customer, CustomerCreated, CustomerStatus, CustomerUpdated, Personal

Client = httpx2.AsyncClient


@dataclass
class Field:
    """The service with a rep who sees all customers, one who sees his own, and a supervisor."""

    service: Running
    ids: dict[str, str]
    rep: Client
    own: Client
    boss: Client
    customer: str

    async def knows(self, *events: CustomerCreated | CustomerUpdated) -> None:
        """Tells the service of customers and waits until it shows the last of them."""
        await self.service.hears(*events)
        last = events[-1]

        async def shown() -> bool:
            listed = (await self.boss.get("/v1/fieldops/customers", params={"limit": 200})).json()["items"]
            wanted = (last.customer.id, last.personal.name)
            return wanted in [(each["id"], each["name"]) for each in listed]

        await eventually(shown)


def card(
    name: str,
    identifier: str | None = None,
    version: int = 1,
    manager_id: str | None = None,
    kind: type[CustomerCreated] | type[CustomerUpdated] = CustomerCreated,
) -> CustomerCreated | CustomerUpdated:
    """News of a customer."""
    now = datetime.now(UTC)
    return kind(
        customer=Customer(
            id=identifier or new_id(),
            version=version,
            status=CustomerStatus.CURRENT,
            channel="office",
            manager_id=manager_id,
            created_at=now,
            updated_at=now,
        ),
        personal=Personal(name=name, phone="+34 600 123 456"),
        act=Act(verb="created", actor=Actor(kind="system"), at=now.isoformat()),
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def crew(mongo_uri: str, module_amqp_uri: str) -> AsyncIterator[Field]:
    async with running("fieldops", mongo_uri, module_amqp_uri) as service:
        work = ("fieldops.read", "fieldops.write")
        await service.permits("Field reps", {**dict.fromkeys(work, "own"), "customers.read": "all"})
        await service.permits("Own reps", {**dict.fromkeys(work, "own"), "customers.read": "own"})
        await service.permits("Supervisors", {**dict.fromkeys(work, "all"), "customers.read": "all"})
        groups = {"rep": "Field reps", "own": "Own reps", "boss": "Supervisors"}
        ids = {name: await service.employs(name, group) for name, group in groups.items()}
        rep, own, boss = [await service.as_(f"{name}@vinculo.test") for name in groups]
        await service.lets_in(rep, own, boss, path="/v1/fieldops/customers")
        yield Field(service, ids, rep, own, boss, "")


@pytest_asyncio.fixture(loop_scope="module")
async def fieldwork(crew: Field) -> Field:
    """The crew with one customer and without visits."""
    await crew.service.forgets("visits", "customers_replica")
    known = card("Panadería Peña")
    await crew.knows(known)
    return replace(crew, customer=known.customer.id)
