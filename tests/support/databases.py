"""A database for the suites that each adapter of a port has to pass: in memory, and a real MongoDB with each driver."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from chassis.commit import Committer
from chassis.ids import new_id
from chassis.mongo import Driver, Mongo
from chassis.relay import Row
from tests.fakes.clock import HandClock
from tests.fakes.documents import Memory, MemoryCommits

Kind = Literal["memory", "motor", "pymongo"]
KINDS: tuple[Kind, ...] = ("memory", "motor", "pymongo")


@dataclass(frozen=True, slots=True)
class Database:
    """A database and what commits to it, at a time that a test moves."""

    mongo: Mongo
    commits: Committer | MemoryCommits
    clock: HandClock


class NoRelay:
    """Nobody listens."""

    def hand_over(self, rows: Sequence[Row]) -> None: ...


@asynccontextmanager
async def database_of(kind: Kind, mongo_uri: Callable[[], str]) -> AsyncIterator[Database]:
    """An empty one, dropped afterwards; the URI of a server is asked for only where one is needed."""
    clock = HandClock()
    if kind == "memory":
        memory = Memory()
        yield Database(memory, MemoryCommits(memory, clock), clock)
        return
    driver: Driver = kind
    mongo = Mongo.connect(mongo_uri(), f"test_{new_id()[-12:]}", driver)
    committer = Committer(mongo, NoRelay(), clock, "/test")
    await committer.prepare()
    yield Database(mongo, committer, clock)
    await mongo.drop()
    await mongo.close()
