"""A transfer against whoever comes in between: between asking and moving, between reading and writing (M4)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from tests.support.waiting import eventually

from assignment.app import build
from assignment.domain.links import relink
from assignment.domain.records import CustomerRecord, OrderRecord
from assignment.domain.transfers import Outcome, Row, State, Transfer, Why
from assignment.ports import Commits, Deps, RowQuery
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.create_staff import CreateStaff, create_staff
from assignment.usecases.create_transfer import CreateTransfer, create_transfer
from assignment.usecases.run_transfers import run_transfers
from assignment.usecases.undo_transfer import UndoTransfer, undo_transfer
from chassis.access import Scope
from chassis.commit import Committer, Numbered, Unit
from chassis.ids import new_id

CUSTOMERS = ("c1", "c2", "c3", "c4")
Meddling = Callable[[], Awaitable[object]]


class _NoBus:
    def hand_over(self, rows: Sequence[object]) -> None:
        """Nobody listens."""


@dataclass
class _Meddled:
    """Commits, but somebody else comes first: each of `before` once, in front of the next unit that moves a link."""

    commits: Commits
    before: list[Meddling]

    async def commit(self, unit: Unit | Numbered) -> Unit:
        moves = isinstance(unit, Unit) and any(getattr(write, "collection", None) == "links" for write in unit.writes)
        if moves and self.before:
            await self.before.pop(0)()
        return await self.commits.commit(unit)


@dataclass
class _Measured:
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
        deps = replace(self.deps, commits=_Meddled(self.commits, list(meddling)))
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
        links = [await self.deps.links.get(each, Scope.everything()) for each in CUSTOMERS]
        return [link.manager_id if link is not None else None for link in links]


def seller(staff_id: str) -> CreateStaff:
    """Somebody with the manager role."""
    return CreateStaff(
        id=staff_id,
        name=staff_id,
        email=f"{staff_id}@vinculo.test",
        groups=("Sellers",),
        active=True,
        language="en",
        time_zone="UTC",
        working_hours=(),
        weight=1,
        capacity=None,
        daily_quota=None,
        mark=None,
    )


@pytest.fixture
async def office(mongo_uri: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    for name, value in (("MONGO_URI", mongo_uri), ("AMQP_URI", "amqp://nobody"), ("OIDC_ISSUER", "http://nobody")):
        monkeypatch.setenv(f"VINCULO_{name}", value)
    monkeypatch.setenv("VINCULO_ENVIRONMENT", "development")
    database = f"test_{new_id()[-12:]}"
    monkeypatch.setenv("VINCULO_MONGO_DATABASE", database)
    service = build()
    kernel = service.kernel
    commits = Committer(kernel.mongo, _NoBus(), kernel.clock, source="/vinculo/test")
    deps: Deps = replace(service.uses.deps, commits=commits)
    await commits.prepare()
    for prepare in service.prepare:
        await prepare()
    for staff_id in ("m1", "m2", "m3"):
        await create_staff(deps, seller(staff_id))
    made = Office(deps, commits)
    for customer_id in CUSTOMERS:
        await made.customer(customer_id)
    yield made
    await kernel.mongo.drop()
    await kernel.mongo.close()


@pytest.mark.req("M4")
async def test_a_customer_whom_somebody_took_between_asking_and_moving_is_a_conflict(office: Office) -> None:
    transfer = await office.transfer()
    await office.link("c2", "m3", "taken")
    await office.link("c3", "m3", "taken")
    await office.link("c3", "m1", "given back")

    rows = await office.run(transfer)

    assert await office.managers() == ["m2", "m3", "m1", "m2"]
    # Whoever was given to the former manager again in the meantime stays too.
    assert {each: (row.outcome, row.why) for each, row in rows.items()} == {
        "c1": (Outcome.ASSIGNED, Why.TRANSFERRED),
        "c2": (Outcome.CONFLICT, Why.MOVED_MEANWHILE),
        "c3": (Outcome.CONFLICT, Why.MOVED_MEANWHILE),
        "c4": (Outcome.ASSIGNED, Why.TRANSFERRED),
    }


@pytest.mark.req("M4", "N8")
async def test_however_many_customers_left_between_asking_and_moving_no_step_is_larger_than_another(
    office: Office,
) -> None:
    many = [f"left-{number:04}" for number in range(1100)]
    await asyncio.gather(*map(office.customer, many))
    transfer = await office.transfer()
    await asyncio.gather(*(office.link(each, "m3", "taken") for each in many))
    # One of them twice.
    await office.link(many[0], "m1", "given back")
    await office.link(many[0], "m3", "taken again")
    measured = _Measured(office.commits)

    await replace(office, commits=measured).run(transfer)

    done = await office.deps.transfers.get(transfer.id, Scope.everything())
    assert done is not None
    assert (done.total, done.counts) == (1104, {Outcome.ASSIGNED: 4, Outcome.CONFLICT: 1100})
    assert measured.largest <= 501


@pytest.mark.req("M4")
async def test_a_customer_who_is_taken_in_the_very_moment_is_tried_again_and_listed(office: Office) -> None:
    transfer = await office.transfer()

    rows = await office.run(transfer, lambda: office.link("c2", "m3", "taken"), lambda: office.link("c3", "m1"))

    assert await office.managers() == ["m2", "m3", "m2", "m2"]
    assert (rows["c2"].outcome, rows["c2"].why, rows["c2"].after) == (Outcome.CONFLICT, Why.MOVED_MEANWHILE, "m3")
    # Told the same again, his link has another version: tried again, and moved.
    assert rows["c3"].outcome is Outcome.ASSIGNED


@pytest.mark.req("M4")
async def test_whoever_gets_an_order_while_its_customer_is_moved_gives_it_on(office: Office) -> None:
    transfer = await office.transfer()

    rows = await office.run(transfer, lambda: office.order("o1", "c1", "m1"))

    order = await office.deps.orders.get("o1")
    assert order is not None
    assert (order.manager_id, order.decisions, rows["c1"].orders) == ("m2", 2, ("o1",))
    assert order.assigned_at == rows["c1"].orders_at


@pytest.mark.req("M4", "N8")
async def test_of_customers_with_very_many_orders_as_many_follow_at_once_as_may(office: Office) -> None:
    orders = {f"{each}-{number}": each for each in ("c1", "c2", "c3") for number in range(2)}
    for order_id, customer_id in orders.items():
        await office.order(order_id, customer_id, "m1")
    measured = _Measured(office.commits)
    busy = replace(office, deps=replace(office.deps, orders_at_once=3), commits=measured)

    transfer = await office.transfer()
    rows = await busy.run(transfer)
    undo = await undo_transfer(office.deps, UndoTransfer(new_id(), transfer.id, "boss", None), Scope.everything())
    back = await busy.run(undo)

    for moved, manager in ((rows, "m2"), (back, "m1")):
        assert {order_id for row in moved.values() for order_id in row.orders} == orders.keys()
        assert {row.after for row in moved.values()} == {manager}
    found = [await office.deps.orders.get(order_id) for order_id in orders]
    assert {(order.manager_id, order.decisions) for order in found if order is not None} == {("m1", 3)}
    done = await office.deps.transfers.get(undo.id, Scope.everything())
    assert done is not None
    assert (done.orders_moved, done.orders_to) == (6, "c4")
    assert measured.most_orders == 3


@pytest.mark.req("M4", "M1")
async def test_a_receiver_who_is_deactivated_meanwhile_gets_nobody_more(office: Office) -> None:
    transfer = await office.transfer()

    rows = await office.run(transfer, lambda: change_staff(office.deps, ChangeStaff("m2", 1, {}, False)))

    assert await office.managers() == ["m1"] * 4
    assert {(row.outcome, row.why) for row in rows.values()} == {(Outcome.FORBIDDEN, Why.MANAGER_INACTIVE)}


@pytest.mark.req("M4", "N3")
async def test_two_who_run_the_same_transfer_move_everybody_once(office: Office) -> None:
    transfer = await office.transfer()

    rows = await office.run(transfer, runners=3)

    assert await office.managers() == ["m2"] * 4
    links = [await office.deps.links.get(each, Scope.everything()) for each in CUSTOMERS]
    assert [link.version for link in links if link is not None] == [2] * 4
    assert [row.decision_id for row in rows.values()] == [link.decision_id for link in links if link is not None]


@pytest.mark.req("N8")
async def test_an_undo_in_whose_way_somebody_comes_leaves_what_he_did(office: Office) -> None:
    transfer = await office.transfer()
    await office.run(transfer)
    command = UndoTransfer(new_id(), transfer.id, "boss", None)
    undo = await undo_transfer(office.deps, command, Scope.everything())

    rows = await office.run(undo, lambda: office.link("c4", "m3", "taken"))

    assert await office.managers() == ["m1", "m1", "m1", "m3"]
    assert (rows["c4"].outcome, rows["c4"].before, rows["c4"].after) == (Outcome.CONFLICT, "m3", "m3")
