"""How long a draft of the settings takes on ten thousand recorded decisions (N2).

Fifty people, five pools with conditions, four weeks of orders by day and night, every fourth decision closes one, the
staff changed every hundred decisions. By one of the drafts a tenth of the orders waits, and is drained when working
hours begin or somebody has room again. The ledger is written as the service writes it; reading and deciding are
measured, on a MongoDB of its own.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from itertools import count
from pathlib import Path
from typing import Any

from assignment.app import build
from assignment.domain.decide_order import decide_order
from assignment.domain.distribution import Standing
from assignment.domain.facts import Act, Channel, CustomerFact, LinkFact, OrderFact, OrderFacts, Window
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.settings import Pool, Settings, Strategy, Unavailable, When
from assignment.domain.wheel import Wheel
from assignment.ports import Deps
from assignment.usecases.bootstrap import bootstrap
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.create_staff import CreateStaff, create_staff
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from chassis.commit import Committer, Unit
from chassis.ids import lowest_id
from chassis.relay import Row
from devstack.ports import any_free
from devstack.servers import Mongod

DECISIONS = 10_000
ROUNDS = 3
PEOPLE = 50
CHANGED_EVERY = 100
LANGUAGES = ("en", "es", "ro", "bg")
EVERY = timedelta(minutes=4)
CLOSED_EVERY = 4
CLOSED_AFTER = 1_000
ABOUT_A_TENTH = range(600, 1_500)


class _NoBus:
    def hand_over(self, rows: Sequence[Row]) -> None: ...


async def run(folder: Path) -> dict[str, Any]:
    """Seconds, and seconds of the processor, for one simulation, each round."""
    mongod = Mongod(folder / "mongod", any_free())
    mongod.start()
    try:
        mongod.wait_ready()
        return await _measure(mongod.uri)
    finally:
        mongod.stop()


async def _measure(uri: str) -> dict[str, Any]:
    deps = await _deps(uri)
    period = await _past(deps)
    drafts = {
        "round_robin": Settings(strategy=Strategy.ROUND_ROBIN, pools=_pools()),
        "least_loaded": Settings(strategy=Strategy.LEAST_LOADED, pools=_pools(), respect_availability=True),
        "a_tenth_waits": Settings(
            strategy=Strategy.ROUND_ROBIN,
            pools=_pools(),
            respect_availability=True,
            unavailable=Unavailable.DISTRIBUTE,
        ),
    }
    found: dict[str, Any] = {"decisions": DECISIONS, "people": PEOPLE}
    for name, draft in drafts.items():
        seconds: list[float] = []
        cpu: list[float] = []
        for _ in range(ROUNDS):
            started, used = time.monotonic(), time.process_time()
            simulation = await simulate_distribution(deps, SimulateDistribution(draft, period))
            seconds.append(round(time.monotonic() - started, 2))
            cpu.append(round(time.process_time() - used, 2))
            assert simulation.decisions == DECISIONS
        waited, drained = simulation.drafted.queue.ever, len(simulation.drains)
        assert name != "a_tenth_waits" or (waited in ABOUT_A_TENTH and drained > waited * 0.9), (waited, drained)
        found[name] = {"seconds": seconds, "cpu_seconds": cpu, "waited": waited, "drained": drained}
    return found


async def _deps(uri: str) -> Deps:
    """The service as it is put together, with nobody listening to it."""
    os.environ |= {
        "VINCULO_ENVIRONMENT": "development",
        "VINCULO_MONGO_URI": uri,
        "VINCULO_AMQP_URI": "amqp://nobody",
        "VINCULO_OIDC_ISSUER": "http://nobody",
    }
    service = build()
    commits = Committer(service.kernel.mongo, _NoBus(), service.kernel.clock, "/vinculo/bench")
    deps: Deps = replace(service.uses.deps, commits=commits)
    for prepare in (commits.prepare, *service.prepare[:-1]):
        await prepare()
    await bootstrap(deps, None)
    return deps


def _pools() -> tuple[Pool, ...]:
    by_language = (Pool(f"in {each}", When(language=(each,)), groups=("Sellers",)) for each in LANGUAGES)
    return (Pool("shop", When(channel=("web",)), groups=("Managers",)), *by_language)


async def _past(deps: Deps) -> Period:
    """Every third order is of a new customer; who has a manager keeps him."""
    staff = [f"{n:032}" for n in range(PEOPLE)]
    for n, staff_id in enumerate(staff):
        await _joins(deps, staff_id, n)
    since = datetime.now(UTC) - (DECISIONS + 1) * EVERY
    numbers, placed = count(), list[OrderFacts]()
    settings, wheels = Settings(version=1, pools=_pools()), dict[str, Wheel]()
    links, managers = dict[str, str | None](), dict[str, str | None]()
    units = []
    for n in range(DECISIONS):
        if n % CHANGED_EVERY == 0:
            changing = n // CHANGED_EVERY % PEOPLE
            version = 1 + n // CHANGED_EVERY // PEOPLE
            await change_staff(deps, ChangeStaff(staff[changing], version, {"weight": 2}, None))
            company = await deps.companies.current()
        at = since + n * EVERY
        entry_id = f"{lowest_id(at)}-7{next(numbers):011d}"
        closes = n > CLOSED_AFTER and n % CLOSED_EVERY == 0
        facts = _closed(placed[n - CLOSED_AFTER + 1], at) if closes else _placed(n, at)
        placed.append(facts)
        customer = facts.customer.id if facts.customer is not None else ""
        order = replace(facts.order, manager=managers.get(facts.order.id))
        facts = replace(facts, order=order, link=LinkFact(links.get(customer)))
        decision = decide_order(facts, company.roster, settings, Standing(wheels))
        if decision.draw is not None and decision.draw.pool is not None and decision.draw.after is not None:
            wheels[decision.draw.pool] = decision.draw.after
        links[customer] = decision.card_manager
        managers[facts.order.id] = decision.order_manager
        entry = Entry(entry_id, at, "bench", facts, decision, (facts.order.id,), customer)
        units.append(deps.commits.commit(Unit([deps.ledger.recorded(entry)])))
    await asyncio.gather(*units)
    return Period(since, datetime.now(UTC))


def _placed(n: int, at: datetime) -> OrderFacts:
    order = OrderFact(
        f"order {n}",
        at,
        channel=Channel.WEB if n % 7 == 0 else Channel.LINK,
        currency="EUR",
        language=LANGUAGES[n % len(LANGUAGES)],
    )
    return OrderFacts(order, at, CustomerFact(f"customer {n if n % 3 == 0 else n % 3000}"))


def _closed(placed: OrderFacts, at: datetime) -> OrderFacts:
    return replace(placed, order=replace(placed.order, act=Act.SAVED, terminal=True), now=at)


async def _joins(deps: Deps, staff_id: str, n: int) -> None:
    member = CreateStaff(
        id=staff_id,
        name=f"Seller {n}",
        email=f"seller{n}@bench.test",
        groups=("Managers",) if n % 5 == 0 else ("Sellers",),
        active=True,
        language="en",
        time_zone="UTC",
        working_hours=tuple(Window(day, clock(2 + n % 5, 24), clock()) for day in range(7)),
        weight=1,
        capacity=100 if n % 5 == 0 else None,
        daily_quota=None,
        mark=None,
    )
    await create_staff(deps, member)
