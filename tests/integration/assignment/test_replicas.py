"""Two replicas of the service on one database and one queue."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack

import pytest
from tests.integration.assignment.company import Company, card, hears_batched, order, staff
from tests.support.running import Running, running
from tests.support.waiting import eventually

from contracts.assignment import OrderDecision
from contracts.base import Event

CUSTOMERS = 1000


@pytest.mark.req("O14", "RC-9", "RC-10")
async def test_13_two_orders_at_once_of_a_thousand_new_customers_agree_although_the_deciding_replica_goes(
    mongo_uri: str, amqp_uri: str, environment: dict[str, str]
) -> None:
    async with AsyncExitStack() as stays, AsyncExitStack() as goes:
        first = await goes.enter_async_context(running("assignment", mongo_uri, amqp_uri, **environment))
        second = await stays.enter_async_context(running("assignment", mongo_uri, amqp_uri, **environment))
        admin = await second.as_("admin@vinculo.test")
        await second.lets_in(admin, path="/v1/staff")
        company = Company(second, admin)
        m2, m3 = await company.sellers("M2", "M3")
        customers = [f"customer-{n:04}" for n in range(CUSTOMERS)]
        half = CUSTOMERS // 2

        await hears_batched(company, _news(customers[:half], m2), size=60)
        await eventually(lambda: _decisions(first, half // 2), timeout=60)
        await hears_batched(company, _news(customers[half:], m2), size=60)
        await goes.aclose()

        said = await eventually(lambda: _decisions(second, 2 * CUSTOMERS), timeout=120)
        managers: dict[str | None, set[str | None]] = {}
        for event in said:
            managers.setdefault(event.customer_id, set()).add(event.manager_id)
        assert all(len(found) == 1 for found in managers.values())
        counts = [sum(found == {m} for found in managers.values()) for m in (m2, m3)]
        assert sum(counts) == CUSTOMERS
        assert abs(counts[0] - counts[1]) <= 1
        assert len({event.order_id for event in said}) == 2 * CUSTOMERS


@pytest.mark.req("O14", "RC-9", "N14")
async def test_the_wheel_is_fair_while_one_replica_drains_the_queue_and_orders_keep_coming(
    mongo_uri: str, amqp_uri: str, environment: dict[str, str]
) -> None:
    async with (
        running("assignment", mongo_uri, amqp_uri, **environment) as one,
        running("assignment", mongo_uri, amqp_uri, **environment),
    ):
        admin = await one.as_("admin@vinculo.test")
        await one.lets_in(admin, path="/v1/staff")
        company = Company(one, admin)
        sellers = await company.sellers("M1", "M2", "M3", "M4", "M5")
        await company.distributes("off")
        waiting, coming = [[f"{kind}-{n:03}" for n in range(150)] for kind in ("waits", "comes")]
        await hears_batched(company, [card(each, by=staff(sellers[0])) for each in (*waiting, *coming)], size=60)
        await hears_batched(company, [order(each) for each in waiting], size=60)
        await eventually(lambda: _decisions(one, len(waiting)), timeout=60)

        await company.distributes("round_robin")
        await hears_batched(company, [order(each) for each in coming], size=10)

        said = await eventually(lambda: _given(one, len(waiting) + len(coming)), timeout=120)
        counts = Counter(event.manager_id for event in said)
        assert set(counts) == set(sellers)
        assert max(counts.values()) - min(counts.values()) <= 1
        assert all(event.number == (2 if (event.customer_id or "").startswith("waits") else 1) for event in said)


async def _given(service: Running, count: int) -> list[OrderDecision]:
    said = [event for event in service.told if isinstance(event, OrderDecision) and event.manager_id is not None]
    return said if len(said) >= count else []


def _news(customers: Sequence[str], by: str) -> list[Event]:
    return [event for each in customers for event in (card(each, by=staff(by)), order(each), order(each))]


async def _decisions(service: Running, count: int) -> list[OrderDecision]:
    said = {event.order_id: event for event in service.told if isinstance(event, OrderDecision)}
    return list(said.values()) if len(said) >= count else []


@pytest.mark.req("N3")
async def test_replicas_that_start_at_once_make_groups_and_first_admin_once(
    mongo_uri: str, amqp_uri: str, environment: dict[str, str]
) -> None:
    async with (
        running("assignment", mongo_uri, amqp_uri, **environment) as one,
        running("assignment", mongo_uri, amqp_uri, **environment),
    ):
        admin = await one.as_("admin@vinculo.test")
        await one.lets_in(admin, path="/v1/staff")
        groups = (await admin.get("/v1/groups")).json()["items"]
        assert [group["name"] for group in groups] == [
            "Admins",
            "Field reps",
            "Integrations",
            "Managers",
            "Point of sale",
            "Sellers",
            "Supervisors",
        ]
        assert {group["version"] for group in groups} == {1}
        members = (await admin.get("/v1/staff")).json()["items"]
        assert [(member["name"], member["groups"]) for member in members] == [("Admin", ["Admins"])]
