"""A transfer against whoever comes in between: between asking and moving, between reading and writing (M4)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.fakes.assignment import hiring
from tests.integration.assignment.meddling import CUSTOMERS, Measured, Office
from tests.support.databases import NoRelay

from assignment.app import build
from assignment.domain.transfers import Outcome, Why
from assignment.ports import Deps
from assignment.usecases.change_staff import ChangeStaff, change_staff
from assignment.usecases.create_staff import create_staff
from assignment.usecases.undo_transfer import UndoTransfer, undo_transfer
from chassis.access import Scope
from chassis.commit import Committer
from chassis.ids import new_id


@pytest.fixture
async def office(mongo_uri: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    for name, value in (("MONGO_URI", mongo_uri), ("AMQP_URI", "amqp://nobody"), ("OIDC_ISSUER", "http://nobody")):
        monkeypatch.setenv(f"VINCULO_{name}", value)
    monkeypatch.setenv("VINCULO_ENVIRONMENT", "development")
    database = f"test_{new_id()[-12:]}"
    monkeypatch.setenv("VINCULO_MONGO_DATABASE", database)
    service = build()
    kernel = service.kernel
    commits = Committer(kernel.mongo, NoRelay(), kernel.clock, source="/vinculo/test")
    deps: Deps = replace(service.uses.deps, commits=commits)
    await commits.prepare()
    for prepare in service.prepare:
        await prepare()
    for staff_id in ("m1", "m2", "m3"):
        await create_staff(deps, hiring(staff_id, "Sellers"))
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
    measured = Measured(office.commits)

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
    measured = Measured(office.commits)
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
