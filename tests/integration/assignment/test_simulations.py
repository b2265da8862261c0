"""A draft of the settings tried on the recorded past through the API, without any trace in the database."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import pytest_asyncio
from pymongo import AsyncMongoClient
from pymongo.asynchronous.database import AsyncDatabase
from tests.integration.assignment.company import Company, now, order, staff
from tests.support.waiting import eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _nothing_waits(office: Company) -> None:
    await office.service.forgets("orders")


async def simulate(client: httpx2.AsyncClient, distribution: Json, since: str, until: str = "") -> httpx2.Response:
    body = {"distribution": distribution, "since": since, "until": until or (now() + timedelta(days=1)).isoformat()}
    return await client.post("/v1/simulations", json=body)


async def simulated(office: Company, distribution: Json, since: str, until: str = "") -> Json:
    answer = await simulate(office.admin, distribution, since, until)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def hashes(database: AsyncDatabase[Json]) -> dict[str, str]:
    """What the server makes of every byte of each collection; leases are renewed all the time."""
    found = await database.command("dbHash")
    return {name: digest for name, digest in found["collections"].items() if name != "leases"}


async def _sent(database: AsyncDatabase[Json]) -> bool:
    return await database["outbox"].find_one() is None


def counts(simulation: Json, what: str) -> dict[str, tuple[int, int]]:
    return {each["name"]: (each[what]["before"], each[what]["after"]) for each in simulation["people"]}


@pytest.mark.req("N2")
async def test_a_draft_tells_who_would_have_got_what_and_leaves_no_trace(office: Company, mongo_uri: str) -> None:
    began = now().isoformat()
    m1, m2, m3 = await office.sellers("M1", "M2", "M3")
    team: Json = {"pools": [{"name": office.domain, "members": [m1, m2, m3]}]}
    await office.distributes("round_robin", **team)
    mine = await office.customer(m1)
    customers = [await office.customer() for _ in range(6)]
    for customer in (mine, *customers, *customers):
        await office.decided(order(customer))
    guests = [await office.decided(order(None)) for _ in range(3)]
    await office.leaves(m1)
    await office.decided(order(mine))
    entries = [entry for entry in await office.ledger(limit="200") if entry["created_at"] >= began]

    client: AsyncMongoClient[Json]
    async with AsyncMongoClient(mongo_uri) as client:
        database: AsyncDatabase[Json] = client[office.service.environment["VINCULO_MONGO_DATABASE"]]
        # What was committed is still on its way to the bus for a moment.
        await eventually(lambda: _sent(database))
        before = await hashes(database)
        same = await simulated(office, team, began)
        off = await simulated(office, {"strategy": "off"}, began)
        only_m3 = await simulated(office, {"pools": [{"name": "M3 alone", "members": [m3]}]}, began)
        after = await hashes(database)
    assert before == after
    assert before.keys() >= {"decisions", "links", "orders", "wheels", "staff", "distribution", "outbox", "inbox"}

    assert same["decisions"] == len(entries)
    assert same["differing"] == {"decisions": 0, "orders": 0, "customers": 0}
    assert (same["differences"], same["truncated"]) == ([], False)
    assert same["fairness"]["before"] == same["fairness"]["after"]
    assert all(before == after for before, after in counts(same, "orders").values())

    assert off["unassigned"] == {"before": 0, "after": 16}
    assert off["differing"]["orders"] == 16
    assert counts(off, "orders")["M1"][1] == 1
    assert off["fairness"]["after"] == [
        {"pool": None, "orders": 0, "people": 0, "most": 0, "least": 0, "gap": 0, "largest_share": 0.0}
    ]

    assert counts(only_m3, "orders")["M3"][1] == 16
    assert counts(only_m3, "customers")["M3"][1] == 7
    assert {each["after"]["order_manager_name"] for each in only_m3["differences"]} == {"M3"}
    guest = next(each for each in only_m3["differences"] if each["customer_id"] is None)
    assert guest["order_id"] in {each.order_id for each in guests}
    assert guest["order_number"] == "O-2026-000001"
    assert (guest["before"]["reason"], guest["after"]["reason"]) == ("NO_CUSTOMER", "NO_CUSTOMER")
    known = next(each for each in only_m3["differences"] if each["customer_id"] in customers)
    assert known["customer_name"] == "Ana Pop"
    assert known["after"]["card_manager_id"] == m3
    assert {m1, m2} >= {known["before"]["card_manager_id"]}


@pytest.mark.req("N2", "N14")
async def test_what_a_draft_leaves_waiting_goes_to_the_oldest_order_when_somebody_has_room_again(
    office: Company,
) -> None:
    m1 = await office.employs("M1", "Sellers", capacity=1)
    await office.distributes("off")
    before = order(await office.customer())
    waited = await office.decided(before)
    began = now().isoformat()
    first, second, third = [order(await office.customer()) for _ in range(3)]
    for event in (first, second, third):
        await office.decided(event)
    done: Json = {"version": 3, "verb": "shipped", "by": staff(m1)}
    closed = {
        event.order.id: await office.decided(
            order(event.order.customer_id, order_id=event.order.id, state="shipped", **done), number=2
        )
        for event in (before, second, first)
    }

    found = await simulated(office, {"pools": [{"name": office.domain, "members": [m1]}]}, began)

    # What waited when the period began is given away at once, the next when it is closed, and so on: what is closed
    # while it waits frees nobody.
    assert [each["order_id"] for each in found["drains"]] == [before.order.id, first.order.id, third.order.id]
    at_once, drained, last = found["drains"]
    assert (at_once["given"]["order_manager_name"], at_once["given"]["reason"]) == ("M1", "DISTRIBUTED_NEW")
    assert at_once["waits_since"] == waited.decided.decided_at.isoformat().replace("+00:00", "Z")
    assert drained["drained_at"] == closed[before.order.id].decided.decided_at.isoformat().replace("+00:00", "Z")
    assert (drained["order_number"], drained["customer_name"]) == ("O-2026-000001", "Ana Pop")
    assert drained["waited_seconds"] > 0
    assert at_once["drained_at"] < drained["drained_at"] < last["drained_at"]
    assert found["unassigned"] == {"before": 1, "after": 0}
    assert (found["waiting"]["orders"], found["waiting"]["drained"]) == ({"before": 4, "after": 4}, 3)
    assert found["waiting"]["longest_seconds"]["before"] > found["waiting"]["longest_seconds"]["after"] > 0
    assert counts(found, "orders") == {"M1": (0, 3)}
    assert found["fairness"]["after"][0]["orders"] == 3


@pytest.mark.req("N2")
async def test_the_period_is_cut_exactly_and_a_draft_may_ask_what_the_settings_did_not(office: Company) -> None:
    began = now().isoformat()
    (m1,) = await office.sellers("M1")
    customer = await office.customer()
    await office.distributes("off")
    first = await office.decided(order(customer))
    second = await office.decided(order(customer))
    returning = {"pools": [{"name": "regulars", "when": {"returning": True}, "members": [m1]}]}

    whole = await simulated(office, returning, began)
    assert [each["order_id"] for each in whole["differences"]] == [second.order_id]
    later = await simulated(office, returning, second.decided.decided_at.isoformat())
    assert later["decisions"] == 1
    earlier = await simulated(office, returning, began, second.decided.decided_at.isoformat())
    assert (earlier["decisions"], earlier["differing"]["orders"]) == (2, 0)
    assert first.decided.decided_at < second.decided.decided_at


@pytest.mark.req("N2")
async def test_a_bad_draft_or_period_is_refused_with_the_place_that_is_wrong(office: Company) -> None:
    async def pointers(distribution: Json, since: str = "2026-05-01T00:00:00Z", until: str = "") -> list[str]:
        answer = await simulate(office.admin, distribution, since, until)
        assert answer.status_code == 422, answer.text
        return [fault["pointer"] for fault in answer.json()["errors"]]

    assert await pointers({}, until="2026-05-01T00:00:00Z") == ["/until"]
    assert await pointers({}, since="2026-05-02T00:00:00Z", until="2026-05-01T00:00:00Z") == ["/until"]
    assert await pointers({}, since="2026-05-01T00:00:00") == ["/since"]
    assert await pointers({}, since="0001-01-01T00:00:00+14:00") == ["/since"]
    assert await pointers({}, until="9999-12-31T23:59:59Z") == ["/until"]
    assert await pointers({"strategy": "by_lot"}) == ["/distribution/strategy"]
    met_by_none = {"pools": [{"when": {"total_from": "10", "total_below": "10"}}]}
    assert await pointers(met_by_none) == ["/distribution/pools/0/when/total_below"]
    unknown = {"pools": [{"groups": ["Sellers", "Nobody"]}, {"name": "pool-1", "members": ["x"]}]}
    assert await pointers(unknown) == [
        "/distribution/pools/0/groups/1",
        "/distribution/pools/1/members/0",
        "/distribution/pools/1/name",
    ]


@pytest.mark.req("N2", "N15")
async def test_only_who_may_change_the_settings_and_see_every_decision_may_simulate(office: Company) -> None:
    await office.sellers("M1")
    await office.employs("Boss", "Supervisors")
    seller, supervisor = [await office.service.as_(f"{name}@{office.domain}") for name in ("m1", "boss")]
    await office.service.lets_in(seller, supervisor, path="/v1/decisions")
    assert (await simulate(seller, {}, "2026-05-01T00:00:00Z")).status_code == 403
    assert (await simulate(supervisor, {}, "2026-05-01T00:00:00Z")).status_code == 200


@pytest.mark.req("N2")
async def test_others_are_served_while_a_simulation_runs(office: Company) -> None:
    began = now().isoformat()
    (m1,) = await office.sellers("M1")
    customer = await office.customer(m1)
    for _ in range(20):
        await office.service.hears(*[order(customer, by=staff(m1)) for _ in range(20)])

    async def decided() -> bool:
        # What waited from tests before may be given somebody meanwhile.
        return bool((await simulated(office, {}, began))["decisions"] >= 401)

    await eventually(decided, timeout=60)
    running = asyncio.ensure_future(simulated(office, {"strategy": "off"}, began))
    asked = 0
    while not running.done():
        assert (await office.admin.get("/v1/staff")).status_code == 200
        asked += 1
    assert asked >= 2
