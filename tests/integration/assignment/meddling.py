"""A transfer of customers on a real database, into which somebody comes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.support.waiting import eventually

from assignment.domain.links import relink
from assignment.domain.records import CustomerRecord, OrderRecord
from assignment.domain.transfers import Row, State, Transfer
from assignment.ports import Commits, Deps, RowQuery
from assignment.usecases.create_transfer import CreateTransfer, create_transfer
from assignment.usecases.run_transfers import run_transfers
from chassis.access import Scope
from chassis.commit import Numbered, Unit
from chassis.ids import new_id

CUSTOMERS = ("c1", "c2", "c3", "c4")
Meddling = Callable[[], Awaitable[object]]


@dataclass
class Meddled:
    """Commits, but somebody else comes first: each of `before` once, in front of the next unit that moves a link."""

    commits: Commits
    before: list[Meddling]

    async def commit(self, unit: Unit | Numbered) -> Unit:
        moves = isinstance(unit, Unit) and any(getattr(write, "collection", None) == "links" for write in unit.writes)
        if moves and self.before:
            await self.before.pop(0)()
        return await self.commits.commit(unit)


@dataclass
class Measured:
    """Commits, and remembers how much the largest unit wrote, and how many orders one wrote at most."""

    commits: Commits
    largest: int = 0
    most_orders: int = 0

    async def commit(self, unit: Unit | Numbered) -> Unit:
        done = await self.commits.commit(unit)
        written = [getattr(write, "collection", None) for write in done.writes]
        self.largest = max(self.largest, len(written))
        self.most_orders = max(self.most_orders, written.count("orders"))
        return done


@dataclass
class Office:
    """The service's own use cases on a real database; nobody is on the bus."""

    deps: Deps
    commits: Commits

    async def customer(self, customer_id: str) -> None:
        """Of m1."""
        record = CustomerRecord(customer_id, 1, "Ana Pop", "current", None, "es", None)
        await self.commits.commit(Unit([self.deps.customers.kept(record, None)]))
        await self.link(customer_id, "m1")

    async def link(self, customer_id: str, manager_id: str, decision_id: str = "d1") -> None:
        """Somebody gives the customer that manager."""
        before = await self.deps.links.get(customer_id, Scope.everything())
        change = relink(
            before,
            customer_id,
            manager_id,
            at=self.deps.clock.now(),
            reason="CARD_CHANGED",
            decision_id=decision_id,
            by=None,
        )
        await self.commits.commit(Unit(self.deps.links.relinked(change)))

    async def order(self, order_id: str, customer_id: str, manager_id: str) -> None:
        """An open order that he has."""
        now = self.deps.clock.now()
        record = OrderRecord(
            id=order_id,
            version=1,
            order_version=1,
            number="O-1",
            kind="order",
            channel="api",
            state="new",
            customer_id=customer_id,
            currency="EUR",
            total=Decimal(12),
            placed_at=now,
            manager_id=manager_id,
            assigned_at=now,
            decisions=1,
        )
        await self.commits.commit(Unit([self.deps.orders.kept(record, None)]))

    async def transfer(self, **more: object) -> Transfer:
        """From m1 to m2, of all his customers."""
        command = CreateTransfer(
            id=new_id(),
            author_id="boss",
            from_id="m1",
            to_id="m2",
            customer_ids=None,
            open_orders=True,
            preview=False,
            reads_all=True,
            manages_all=True,
            mark=None,
        )
        return await create_transfer(self.deps, replace(command, **more))  # type: ignore[arg-type]

    async def run(self, transfer: Transfer, *meddling: Meddling, runners: int = 1) -> dict[str, Row]:
        """Until it is done, while somebody comes in between; the rows by customer."""
        deps = replace(self.deps, commits=Meddled(self.commits, list(meddling)))
        tasks = [asyncio.create_task(run_transfers(deps, False)) for _ in range(runners)]

        async def done() -> bool:
            assert not any(task.done() for task in tasks)
            now = await self.deps.transfers.get(transfer.id, Scope.everything())
            return now is not None and now.state is State.DONE

        try:
            await eventually(done)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return {row.customer_id: row for row in await self.deps.transfers.rows(RowQuery(transfer.id), 100)}

    async def managers(self) -> list[str | None]:
        """Whose each of the customers is."""
        links = [await self.deps.links.get(each, Scope.everything()) for each in CUSTOMERS]
        return [link.manager_id if link is not None else None for link in links]
