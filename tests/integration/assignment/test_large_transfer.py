"""A transfer of very many customers, while orders come in and the process that works on it is killed (M4, N8)."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import pytest
from pymongo import InsertOne
from tests.integration.assignment.company import Company, Json, now, order
from tests.support.running import running
from tests.support.waiting import eventually

from chassis.ids import new_id
from chassis.mongo import Mongo
from contracts.assignment import CustomerManagerLinked, OrderDecision, TransferFinished

_AT_ONCE = 5000


async def portfolio(database: Mongo, manager_id: str, count: int) -> list[str]:
    """That many customers of a manager, put straight into the database."""
    customers = [new_id() for _ in range(count)]
    since = now().replace(microsecond=0) - timedelta(days=1)
    for start in range(0, count, _AT_ONCE):
        batch = customers[start : start + _AT_ONCE]
        card = {"version": 1, "name": "Ana Pop", "status": "current"}
        unknown = {"temperature": None, "language": "es", "country": None}
        link = {
            "version": 1,
            "manager_id": manager_id,
            "reason": "CARD",
            "decision_id": "d",
            "by": None,
            "first_linked_at": since,
        }
        entry = {**link, "previous_id": None, "at": since}
        for collection, docs in (
            ("customers", [{"_id": each, **card, **unknown} for each in batch]),
            ("links", [{"_id": each, **link, "since": since} for each in batch]),
            ("link_journal", [{"_id": f"{each}:1", "customer_id": each, **entry} for each in batch]),
        ):
            await database.collection(collection).bulk([InsertOne(doc) for doc in docs], ordered=False)
    return customers


@asynccontextmanager
async def ordering(company: Company, customers: Sequence[str]) -> AsyncIterator[list[str]]:
    """Orders of these customers, one after another, each as soon as the last is decided; the ids of those decided."""
    placed: list[str] = []

    async def place() -> None:
        for customer in itertools.cycle(customers):
            event = order(customer)
            await company.decided(event)
            placed.append(event.order.id)

    task = asyncio.create_task(place())
    try:
        yield placed
    finally:
        assert not task.done(), task
        task.cancel()


@pytest.mark.req("M4", "N8", "N3", "NX-13")
@pytest.mark.parametrize("count", [2000, pytest.param(100_000, marks=pytest.mark.long)])
@pytest.mark.timeout(2400)
async def test_a_killed_transfer_goes_on_elsewhere_and_ends_as_if_nothing_had_happened_while_orders_are_decided(
    mongo_uri: str, amqp_uri: str, environment: dict[str, str], database: Mongo, count: int
) -> None:
    async with AsyncExitStack() as stack:
        one = await stack.enter_async_context(running("assignment", mongo_uri, amqp_uri, **environment))
        admin = await one.as_("admin@vinculo.test")
        await one.lets_in(admin, path="/v1/staff")
        m1, m2, m3 = await Company(one, admin).sellers("M1", "M2", "M3")
        customers = await portfolio(database, m1, count)
        body = {"from_id": m1, "distribute": True, "open_orders": True}
        asked = await admin.post("/v1/transfers", json=body)
        assert asked.status_code == 202, asked.text
        path = f"/v1/transfers/{asked.json()['id']}"

        async def under_way() -> bool:
            return bool((await admin.get(path)).json()["progress"]["done"] >= count // 4)

        await eventually(under_way, timeout=600)
        await one.dies()

        two = await stack.enter_async_context(running("assignment", mongo_uri, amqp_uri, **environment))
        company = Company(two, await two.as_("admin@vinculo.test"))
        await two.lets_in(company.admin, path="/v1/staff")
        async with ordering(company, customers[:: max(1, count // 500)]) as placed:
            finished = await two.tells(TransferFinished, timeout=1800)
            assert placed, "no order was decided while the transfer went on"

        # A token of the beginning may have run out by now.
        company = Company(two, await two.as_("admin@vinculo.test"))
        transfer = (await company.admin.get(path)).json()
        assert (transfer["state"], transfer["counts"]["assigned"]) == ("done", count)
        got = Counter({each["staff_id"]: each["customers"] for each in transfer["receivers"]})
        assert got == Counter({m2: count // 2, m3: count // 2})
        assert {each.staff_id: each.customers for each in finished.got} == got
        await _is_right(company, database, transfer, customers, {m2, m3})


async def _is_right(
    company: Company, database: Mongo, transfer: Json, customers: Sequence[str], managers: set[str]
) -> None:
    links = {doc["_id"]: doc for doc in await database.collection("links").find({})}
    journal = {doc["customer_id"]: doc for doc in await database.collection("link_journal").find({"version": 2})}
    rows = await database.collection("transfer_rows").find({"transfer_id": transfer["id"]})
    ledger = await database.collection("decisions").count({"row": "M4", "customer_id": {"$in": [customers[0]]}})
    assert ledger == 1
    assert links.keys() == journal.keys() == {row["customer_id"] for row in rows} == set(customers)
    assert {link["version"] for link in links.values()} == {2}
    for row in rows:
        link = links[row["customer_id"]]
        assert link["manager_id"] == row["after"] == journal[link["_id"]]["manager_id"]
        assert link["decision_id"] == row["decision_id"]
    assert {link["manager_id"] for link in links.values()} == managers
    assert await database.collection("link_journal").count({"version": {"$gt": 2}}) == 0

    async def all_told() -> bool:
        return not await database.collection("outbox").count({})

    await eventually(all_told, timeout=60)
    orders = await database.collection("orders").find({})
    wrong = [doc["_id"] for doc in orders if doc["manager_id"] != links[doc["customer_id"]]["manager_id"]]
    assert wrong == [], "an open order did not follow its customer"
    told = {event.order_id: event for event in company.service.told if isinstance(event, OrderDecision)}
    assert {doc["_id"]: doc["manager_id"] for doc in orders} == {
        order_id: event.manager_id for order_id, event in told.items()
    }
    linked = {event.customer_id for event in company.service.told if isinstance(event, CustomerManagerLinked)}
    assert len(linked) >= len(customers) // 2
