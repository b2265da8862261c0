"""Portfolios over a million entries of the journal of links: counts at any instant, and a manager's statement.

Spread over three years, and all in one day as an import leaves them. On a MongoDB of its own, through the service's
own store and use cases; `recount` is the same count without checkpoints.
"""

import re
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median, quantiles
from types import SimpleNamespace
from typing import Any, cast

from pymongo import AsyncMongoClient

from assignment.domain.portfolios import Period
from assignment.ports import Deps
from assignment.store import MongoLinks, MongoPortfolios
from assignment.store.journal import JOURNAL
from assignment.usecases.count_portfolios import CountPortfolios, count_portfolios
from assignment.usecases.draw_statement import DrawStatement, draw_statement
from assignment.usecases.keep_checkpoints import keep_checkpoint
from chassis.access import Scope
from chassis.clock import SystemClock
from chassis.commit import Committer
from chassis.mongo import Mongo
from devstack.ports import any_free
from devstack.servers import Mongod

ENTRIES = 1_000_000
MANAGERS = [f"manager-{n:02}" for n in range(50)]
SPANS = {"three_years": timedelta(days=3 * 365), "one_day": timedelta(days=1)}
_ROUNDS = 60
_EVERYBODY = Scope.everything()


async def run(folder: Path, entries: int = ENTRIES) -> dict[str, Any]:
    """Milliseconds by layout and question."""
    mongod = Mongod(folder / "mongod", any_free())
    mongod.start()
    try:
        mongod.wait_ready()
        # Filling a million and building the indexes take longer than a service ever waits.
        uri = re.sub(r"timeoutMS=\d+", "timeoutMS=600000", mongod.uri)
        return {name: await _layout(uri, name, span, entries) for name, span in SPANS.items()}
    finally:
        mongod.stop()


async def _layout(uri: str, name: str, span: timedelta, entries: int) -> dict[str, Any]:
    mongo, end = Mongo.connect(uri, f"bench_{name}", "pymongo"), SystemClock().now()
    portfolios = MongoPortfolios(mongo)
    await _fill(uri, f"bench_{name}", span, end, entries)
    await portfolios.prepare()
    await MongoLinks(mongo).prepare()
    deps = cast(
        "Deps",
        SimpleNamespace(
            portfolios=portfolios,
            companies=_Companies(),
            clock=SystemClock(),
            commits=Committer(mongo, _Nowhere(), SystemClock(), "/bench"),
        ),
    )
    started = time.perf_counter()
    while await keep_checkpoint(deps):
        continue
    checkpoints = time.perf_counter() - started
    chance = Random(11)

    def instant() -> datetime:
        return end - span * chance.random()

    async def statement() -> None:
        start = instant()
        asked = DrawStatement(chance.choice(MANAGERS), Period(start, min(end, start + span / 36)))
        await draw_statement(deps, asked, _EVERYBODY)

    def count(at: datetime | None, *, recount: bool = False) -> Awaitable[object]:
        return count_portfolios(deps, CountPortfolios(at, recount), _EVERYBODY)

    found = {
        "count_ms": await _timed(lambda: count(instant())),
        "count_now_ms": await _timed(lambda: count(None)),
        "recount_ms": await _timed(lambda: count(instant(), recount=True), rounds=5),
        "statement_ms": await _timed(statement),
        "checkpoints_seconds": round(checkpoints, 1),
        "entries": entries,
    }
    await mongo.close()
    return found


async def _timed(ask: Callable[[], Awaitable[object]], rounds: int = _ROUNDS) -> dict[str, float]:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        await ask()
        taken.append((time.perf_counter() - started) * 1000)
    return {"p50": round(median(taken), 1), "p95": round(quantiles(taken, n=20)[-1], 1), "max": round(max(taken), 1)}


async def _fill(uri: str, database: str, span: timedelta, end: datetime, entries: int) -> None:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri)
    docs = _entries(span, end, entries)
    while part := list(islice(docs, 10_000)):
        await client[database][JOURNAL].insert_many(part, ordered=False)
    await client.close()


def _entries(span: timedelta, end: datetime, entries: int) -> Iterator[dict[str, Any]]:
    """Half of them first links, half of them changes."""
    chance = Random(3)
    owners: list[str] = []
    versions: list[int] = []
    for number in range(entries):
        if number % 2 == 0:
            customer, previous = len(owners), None
            owners.append("")
            versions.append(0)
        else:
            customer = chance.randrange(len(owners))
            previous = owners[customer]
        owners[customer] = chance.choice([manager for manager in MANAGERS if manager != previous])
        versions[customer] += 1
        at = end - span + span * (number / entries)
        yield {
            "_id": f"{customer:07}:{versions[customer]}",
            "version": versions[customer],
            "customer_id": f"{customer:07}",
            "manager_id": owners[customer],
            "previous_id": previous,
            "at": at.astimezone(UTC),
            "reason": "CARD" if previous is None else chance.choice(("CARD_CHANGED", "TRANSFERRED")),
            "decision_id": f"decision-{number}",
            "by": None,
            "first_linked_at": at,
        }


class _Companies:
    async def current(self) -> SimpleNamespace:
        return SimpleNamespace(names=dict.fromkeys(MANAGERS, ""))


class _Nowhere:
    def hand_over(self, rows: object) -> None:
        assert not rows
