"""Counts that start at a checkpoint are those that start at the first entry of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest

from assignment.domain.links import Link, relink
from assignment.domain.portfolios import BEGINNING, FINAL_AFTER
from assignment.ports import Deps
from assignment.store import MongoPortfolios
from assignment.store.journal import entered
from assignment.usecases.count_portfolios import CountPortfolios, count_portfolios
from assignment.usecases.keep_checkpoints import keep_checkpoint
from chassis.access import Scope
from chassis.commit import Committer, Unit
from chassis.mongo import Mongo
from chassis.relay import Row

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EVERYBODY = Scope.everything()


@dataclass
class Clock:
    """A clock that the test sets."""

    at: datetime

    def now(self) -> datetime:
        return self.at


class Nowhere:
    """Nothing is published here."""

    def hand_over(self, rows: Sequence[Row]) -> None:
        assert not rows


@pytest.fixture
async def deps(mongo: Mongo) -> Deps:
    """A journal of 120 movements of 30 customers among four managers, several of them at one instant."""
    chance, clock = Random(7), Clock(NOW - timedelta(days=1))
    portfolios = MongoPortfolios(mongo)
    await portfolios.prepare()
    commits = Committer(mongo, Nowhere(), clock, "/vinculo/test")
    links: dict[str, Link] = {}
    entries = 0
    while entries < 120:
        clock.at += timedelta(minutes=chance.choice((0, 0, 0, 5)))
        customer, manager = f"c{chance.randrange(30)}", chance.choice(("M1", "M2", "M3", None))
        change = relink(
            links.get(customer), customer, manager, at=clock.at, reason="CARD", decision_id=f"d{entries}", by=None
        )
        links[customer] = change.after
        if change.movement is not None:
            await commits.commit(Unit(entered(change.movement)))
            entries += 1
    clock.at = NOW
    return cast("Deps", SimpleNamespace(portfolios=portfolios, clock=clock, commits=commits))


@pytest.mark.req("RC-2", "N6")
async def test_every_count_is_the_same_from_a_checkpoint_and_from_the_beginning(deps: Deps, mongo: Mongo) -> None:
    while await keep_checkpoint(deps, entries=20):
        continue

    kept = await mongo.collection("portfolio_checkpoints").find({}, sort=[("at", 1)])
    assert 3 <= len(kept) <= 6
    for hours in range(26):
        at = NOW - timedelta(hours=hours)
        recounted = await count_portfolios(deps, CountPortfolios(at, recount=True), EVERYBODY)
        assert await count_portfolios(deps, CountPortfolios(at), EVERYBODY) == recounted
    assert recounted.customers == {}
    assert (await deps.portfolios.checkpoint(kept[0]["at"] - timedelta(milliseconds=1))) == BEGINNING


@pytest.mark.req("N6")
async def test_checkpoints_that_are_taken_away_are_reckoned_again_the_same(deps: Deps, mongo: Mongo) -> None:
    while await keep_checkpoint(deps, entries=20):
        continue
    checkpoints = mongo.collection("portfolio_checkpoints")
    before = await checkpoints.find({}, sort=[("at", 1)])
    await checkpoints.delete_many({})

    while await keep_checkpoint(deps, entries=20):
        continue
    assert await checkpoints.find({}, sort=[("at", 1)]) == before


@pytest.mark.req("N6")
async def test_nothing_is_kept_of_what_is_not_final_yet(deps: Deps) -> None:
    clock = cast("Clock", deps.clock)
    first = await deps.portfolios.after_entries(BEGINNING.at, 1, NOW)
    assert first is not None
    clock.at = first + FINAL_AFTER - timedelta(milliseconds=1)
    assert not await keep_checkpoint(deps, entries=1)
    clock.at += timedelta(milliseconds=1)
    assert await keep_checkpoint(deps, entries=1)
