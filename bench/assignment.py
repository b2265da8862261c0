"""Decisions beside much that is kept: fifty people, five pools with conditions, up to a million links.

A plain system and a laden one run side by side and take turns; every fifth order is of a new customer, for whom the
pools are asked. Asked are the orders through to the mail (laden to plain, 0.9 at least), and what a decision costs
the assignment service and the database as the links grow, which is to be flat.
"""

import asyncio
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import orjson
from pymongo import AsyncMongoClient

from assignment.domain.links import relink
from assignment.store import MongoLinks
from assignment.store.links import LINKS
from bench import pipeline
from bench.company import SELLERS, Company, expect
from bench.http_load import at_full_speed, get, post, put
from bench.pipeline import Throughput
from bench.system import Running, running
from chassis.clock import SystemClock
from chassis.commit import Insert
from chassis.ids import new_id
from chassis.mongo import Mongo

STAFF = 50
LADEN = 100_000
GROWING = (1_000, 30_000, 1_000_000)
ROUNDS, ORDERS = 3, 1_000
POOLS = [
    {"name": "romania", "when": {"country": ["RO"]}, "groups": ["Sellers"]},
    {"name": "large", "when": {"total_from": "5000"}, "groups": ["Managers"]},
    {"name": "hot", "when": {"temperature": ["hot"]}, "groups": ["Managers"]},
    {"name": "returning", "when": {"returning": True, "channel": ["api"]}, "groups": ["Sellers"]},
    {"name": "spanish", "when": {"language": ["es"], "currency": ["EUR"]}, "groups": ["Sellers"]},
]
"""The bench's customers fall through to the last, so that every condition is asked."""


async def run(folder: Path) -> dict[str, Any]:
    """The ratio of a laden system to a plain one, and the cost of a decision by the number of links."""
    with running(folder / "plain") as plain, running(folder / "laden") as laden:
        companies = [await pipeline.prepare(each, ORDERS, ROUNDS + 1 + 3 * len(GROWING)) for each in (plain, laden)]
        await _staff_and_pools(laden, companies[1])
        there = await _links(laden, 0, LADEN)
        runs: list[list[Throughput]] = [[], []]
        for number in range(ROUNDS + 1):
            for place, system in enumerate((plain, laden)):
                requests = pipeline.mixed(companies[place], ORDERS, number)
                runs[place].append(await pipeline.throughput(system, requests))
        # The first round is to warm up.
        speeds = [median(each.mailed_per_second for each in ran[1:]) for ran in runs]
        return {
            "mailed_per_second": {"plain": round(speeds[0], 1), "laden": round(speeds[1], 1)},
            "laden_to_plain": round(speeds[1] / speeds[0], 2),
            "cpu_ms_by_links": await _growing(plain, companies[0], there=0),
            "laden_links": there,
        }


async def _growing(system: Running, company: Company, there: int) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    number = ROUNDS + 1
    for links in GROWING:
        there = await _links(system, there, links)
        ran = []
        for _ in range(3):
            ran.append(await pipeline.throughput(system, pipeline.mixed(company, ORDERS, number)))
            number += 1
        found[f"{links:,}"] = {
            name: round(median(each.cpu_ms_by_process[name] for each in ran), 3) for name in ("assignment", "mongod")
        }
    return found


async def _staff_and_pools(system: Running, company: Company) -> None:
    port, token = system.gateway_port, company.token
    more = [
        {"name": f"More {n}", "email": f"more{n}@bench.test", "groups": ["Sellers" if n % 2 else "Managers"]}
        for n in range(STAFF - SELLERS)
    ]
    requests = [post("/v1/staff", token, orjson.dumps(each)) for each in more]
    expect(await at_full_speed(port, iter(requests), 8), 201)
    (current,) = expect(await at_full_speed(port, iter([get("/v1/distribution", token)]), 1), 200)
    settings = orjson.dumps({"strategy": "round_robin", "pools": POOLS})
    change = put("/v1/distribution", token, settings, version=orjson.loads(current.body)["version"])
    expect(await at_full_speed(port, iter([change]), 1), 200)


async def _links(system: Running, there: int, wanted: int) -> int:
    """Fills up with links of customers who never order, in the form in which the service keeps them.

    Their journal is left out: no decision reads it, and checkpoints would be made of it meanwhile.
    """
    uri = re.sub(r"timeoutMS=\d+", "timeoutMS=600000", str(system.system.urls["mongodb"]))
    mongo = Mongo.connect(uri, "assignment", "pymongo")
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri)
    made = _made(MongoLinks(mongo), wanted - there)
    while part := list(islice(made, 5_000)):
        await client["assignment"][LINKS].insert_many(part, ordered=False)
    await client.close()
    await mongo.close()
    await asyncio.sleep(5)
    return wanted


def _made(links: MongoLinks, count: int) -> Iterator[dict[str, Any]]:
    now, managers = SystemClock().now(), [new_id() for _ in range(STAFF)]
    for number in range(count):
        change = relink(None, new_id(), managers[number % STAFF], at=now, reason="CARD", decision_id=new_id(), by=None)
        yield from (
            write.doc for write in links.relinked(change) if isinstance(write, Insert) and write.collection == LINKS
        )
