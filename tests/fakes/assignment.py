"""The assignment service without servers: its stores on documents in memory, and a clock that a test moves."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from assignment.ports import Commits, Deps
from assignment.store import (
    MongoAbsences,
    MongoAccounts,
    MongoCompanies,
    MongoCustomers,
    MongoDistribution,
    MongoGroups,
    MongoLedger,
    MongoLinks,
    MongoOrders,
    MongoPortfolios,
    MongoStaff,
    MongoStakes,
    MongoTransfers,
    MongoWaiting,
    MongoWheels,
)
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.create_staff import CreateStaff
from chassis.clock import Clock
from chassis.commit import Marks
from chassis.ids import lowest_id
from chassis.mongo import Mongo
from chassis.replicas import Replica, Replicas
from tests.fakes.clock import HandClock
from tests.fakes.documents import Memory, MemoryCommits

FIRST_ADMIN = "admin@vinculo.test"
ORDERS_AT_ONCE = 2
"""So few that what is said of a customer often takes more than one unit."""


class OneProcess:
    """There is no other process that could have the work."""

    async def hold(self, _work: str) -> bool:
        return True


def ids(clock: Clock) -> Callable[[], str]:
    """Ids that grow with time, the same in every run."""
    numbers = count(1)
    return lambda: f"{lowest_id(clock.now())}-7{next(numbers):011d}"


async def assembled(mongo: Mongo, commits: Commits, clock: Clock, new_id: Callable[[], str]) -> Deps:
    """What the use cases work with, on that database."""
    groups, distribution, staff = MongoGroups(mongo), MongoDistribution(mongo), MongoStaff(mongo)
    absences, links, portfolios = MongoAbsences(mongo), MongoLinks(mongo), MongoPortfolios(mongo)
    orders, waiting = MongoOrders(mongo), MongoWaiting(mongo)
    ledger, transfers = MongoLedger(mongo), MongoTransfers(mongo)
    companies = MongoCompanies(mongo, groups, distribution, absences, clock, now=lambda: clock.now().timestamp())
    for store in (companies, staff, absences, links, portfolios, orders, waiting, ledger, transfers):
        await store.prepare()
    return Deps(
        companies=companies,
        staff=staff,
        absences=absences,
        groups=groups,
        distribution=distribution,
        customers=MongoCustomers(mongo),
        links=links,
        portfolios=portfolios,
        orders=orders,
        waiting=waiting,
        stakes=MongoStakes(mongo),
        accounts=MongoAccounts(mongo),
        replicas=Replicas(mongo, commits, clock, customers=Replica("customers"), orders=Replica("orders")),
        leases=OneProcess(),
        wheels=MongoWheels(mongo),
        ledger=ledger,
        transfers=transfers,
        marks=Marks(mongo),
        commits=commits,
        clock=clock,
        new_id=new_id,
        counting=asyncio.Lock(),
        orders_at_once=ORDERS_AT_ONCE,
    )


def hiring(staff_id: str, *groups: str, **fields: Any) -> CreateStaff:
    """The command that makes a member of staff."""
    plain = CreateStaff(
        id=staff_id,
        name=staff_id,
        email=f"{staff_id}@vinculo.test",
        groups=groups,
        active=True,
        language="en",
        time_zone="UTC",
        working_hours=(),
        weight=1,
        capacity=None,
        daily_quota=None,
        mark=None,
    )
    return replace(plain, **fields)


@dataclass
class InMemory:
    """The service, and what a test may do to it."""

    deps: Deps
    memory: Memory
    commits: MemoryCommits
    clock: HandClock = field(default_factory=HandClock)


async def in_memory() -> InMemory:
    """As after the first start, with a first admin."""
    memory, clock = Memory(), HandClock()
    commits = MemoryCommits(memory, clock)
    deps = await assembled(memory, commits, clock, ids(clock))
    await bootstrap(deps, FIRST_ADMIN)
    return InMemory(deps, memory, commits, clock)
