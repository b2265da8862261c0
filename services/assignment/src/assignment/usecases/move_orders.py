"""One step of a transfer: the open orders of the customers who were moved last follow them (M4).

Looked up after the links have moved: by then no new order can go to the former manager any more. What is shipped,
delivered or cancelled stays as it is.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from assignment.domain.decide_card import decide_card
from assignment.domain.facts import Act, CardFacts, CustomerFact, LinkFact, TransferFact
from assignment.domain.records import Entry, OrderRecord
from assignment.domain.transfers import Outcome, Row, Transfer
from assignment.ports import Company, Deps, RowQuery
from assignment.usecases.announce import order_event
from chassis.access import Scope
from chassis.commit import Unit, Write
from contracts.base import Event

ORDERS_AT_ONCE = 1_000
"""A unit of some ten thousand would take longer than the database has time for."""
_EVERYTHING = Scope.everything()


@dataclass(frozen=True, slots=True)
class _Following:
    """A customer who was moved, the orders that follow him, and those that no longer can."""

    row: Row
    orders: Sequence[OrderRecord]
    kept: tuple[str, ...] = ()


@dataclass(slots=True)
class _Step:
    """What comes together for the unit of a step."""

    company: Company
    now: datetime
    rows: list[Row] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


async def move_orders(deps: Deps, transfer: Transfer, most: int) -> None:
    """For the customers between `orders_to` and `moved_to`, who are no more than `most`; if they have very many orders,
    for the first of them. Raises VersionConflict if an order, the company or the transfer changed meanwhile."""
    company = await deps.companies.current()
    moved = await deps.transfers.rows(RowQuery(transfer.id, Outcome.ASSIGNED, transfer.orders_to), most)
    if transfer.undo_of is None:
        found = await _of_former_manager(deps, transfer, company, moved)
    else:
        found = await _as_they_were_left(deps, transfer.undo_of, moved)
    step, now_following = _Step(company, deps.clock.now()), _at_once(found)
    up_to = transfer.moved_to if len(now_following) == len(found) else now_following[-1].row.customer_id
    for each in now_following:
        await _take(deps, transfer, step, each)
    unit = Unit(
        [
            deps.companies.unchanged(company),
            deps.transfers.replaced(transfer.orders_followed(step.rows, up_to, step.now)),
            *(deps.transfers.followed(transfer.id, row) for row in step.rows),
            *step.writes,
        ],
        step.events,
    )
    await deps.commits.commit(unit)


def _at_once(found: Sequence[_Following]) -> Sequence[_Following]:
    """The first of them, with as many orders as go into one unit; at least one."""
    orders = 0
    for place, each in enumerate(found):
        orders += len(each.orders)
        if place and orders > ORDERS_AT_ONCE:
            return found[:place]
    return found


async def _of_former_manager(
    deps: Deps, transfer: Transfer, company: Company, moved: Sequence[Row]
) -> list[_Following]:
    receivers = {row.customer_id: row for row in moved if company.roster.active(row.after) is not None}
    orders: dict[str | None, list[OrderRecord]] = {}
    for order in await deps.orders.open_of(list(receivers), transfer.from_id):
        orders.setdefault(order.customer_id, []).append(order)
    return [_Following(receivers[each], found) for each, found in orders.items() if each is not None]


async def _as_they_were_left(deps: Deps, original: str, moved: Sequence[Row]) -> list[_Following]:
    """Open, and given to nobody since."""
    found = []
    for row, before in zip(
        moved, await asyncio.gather(*(deps.transfers.row(original, row.customer_id) for row in moved)), strict=True
    ):
        if before is None or not before.orders:
            continue
        orders = [order for order in await asyncio.gather(*map(deps.orders.get, before.orders)) if order is not None]
        left = [order for order in orders if _as_left(order, before)]
        kept = tuple(order.id for order in orders if not _as_left(order, before))
        found.append(_Following(row, left, kept))
    return found


def _as_left(order: OrderRecord, before: Row) -> bool:
    return order.open and order.manager_id == before.after and order.assigned_at == before.orders_at


async def _take(deps: Deps, transfer: Transfer, step: _Step, following: _Following) -> None:
    row, orders = following.row, following.orders
    step.rows.append(
        replace(
            row,
            orders=tuple(order.id for order in orders),
            orders_at=step.now if orders else None,
            orders_kept=following.kept,
        )
    )
    if not orders:
        return
    entry = await _entry(deps, transfer, step, row, orders)
    step.writes.append(deps.ledger.recorded(entry))
    for order in orders:
        given = replace(
            order,
            version=order.version + 1,
            manager_id=row.after,
            assigned_at=step.now,
            decisions=order.decisions + 1,
            decision_id=entry.id,
        )
        step.writes.append(deps.orders.kept(given, order))
        step.events.append(order_event(entry, given))


async def _entry(deps: Deps, transfer: Transfer, step: _Step, row: Row, orders: Sequence[OrderRecord]) -> Entry:
    record, link = await asyncio.gather(
        deps.customers.get(row.customer_id), deps.links.get(row.customer_id, _EVERYTHING)
    )
    facts = CardFacts(
        customer=record.fact() if record is not None else CustomerFact(row.customer_id),
        now=step.now,
        act=Act.SAVED,
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        actor=transfer.author_id,
        transfer=TransferFact(
            id=transfer.id,
            to=row.after,
            undo=transfer.undo_of is not None,
            orders=tuple(order.id for order in orders),
        ),
    )
    decision = decide_card(facts, step.company.roster)
    return Entry(
        id=deps.new_id(),
        at=step.now,
        cause=transfer.id,
        facts=facts,
        decision=decision,
        order_ids=decision.orders,
        customer_id=row.customer_id,
        corrects=row.decision_id,
    )
