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

_EVERYTHING = Scope.everything()


@dataclass(frozen=True, slots=True)
class _Following:
    """A customer who was moved, the orders that follow him now, and those that no longer can; `more` do in later
    steps."""

    row: Row
    orders: Sequence[OrderRecord]
    kept: tuple[str, ...] = ()
    more: bool = False


@dataclass(slots=True)
class _Step:
    """What comes together for the unit of a step."""

    company: Company
    now: datetime
    rows: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    """The rows with what this step adds to them alone."""
    writes: list[Write] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


async def move_orders(deps: Deps, transfer: Transfer, most: int) -> None:
    """For the customers between `orders_to` and `moved_to`, who are no more than `most`; no more orders than go into
    one unit, the rest in the steps that follow. Raises VersionConflict if an order, the company or the transfer changed
    meanwhile."""
    company = await deps.companies.current()
    moved = await deps.transfers.rows(RowQuery(transfer.id, Outcome.ASSIGNED, transfer.orders_to), most)
    if transfer.undo_of is None:
        found, complete = await _of_former_manager(deps, transfer, company, moved, deps.orders_at_once)
    else:
        found, complete = await _as_they_were_left(deps, transfer.undo_of, moved, deps.orders_at_once)
    step = _Step(company, deps.clock.now())
    for each in found:
        await _take(deps, transfer, step, each)
    whole = [each.row.customer_id for each in found if not each.more]
    up_to = transfer.moved_to if complete else whole[-1] if whole else transfer.orders_to
    unit = Unit(
        [
            deps.companies.unchanged(company),
            deps.transfers.replaced(transfer.orders_followed(step.parts, up_to, step.now)),
            *(deps.transfers.followed(transfer.id, row) for row in step.rows),
            *step.writes,
        ],
        step.events,
    )
    await deps.commits.commit(unit)


async def _of_former_manager(
    deps: Deps, transfer: Transfer, company: Company, moved: Sequence[Row], at_once: int
) -> tuple[list[_Following], bool]:
    """Those of the first customers, and whether it is all of them."""
    receivers = {row.customer_id: row for row in moved if company.roster.active(row.after) is not None}
    found = await deps.orders.open_of(list(receivers), transfer.from_id, at_once + 1)
    next_one = found[at_once].customer_id if len(found) > at_once else None
    orders: dict[str | None, list[OrderRecord]] = {}
    for order in found[:at_once]:
        orders.setdefault(order.customer_id, []).append(order)
    following = [
        _Following(receivers[each], some, more=each == next_one) for each, some in orders.items() if each is not None
    ]
    return following, next_one is None


async def _as_they_were_left(
    deps: Deps, original: str, moved: Sequence[Row], at_once: int
) -> tuple[list[_Following], bool]:
    """Open, and given to nobody since: those of the first customers, and whether it is all of them."""
    found: list[_Following] = []
    room = at_once
    for row, before in zip(
        moved, await asyncio.gather(*(deps.transfers.row(original, row.customer_id) for row in moved)), strict=True
    ):
        settled = row.settled
        pending = [each for each in before.orders if each not in settled] if before is not None else []
        if before is None or not pending:
            continue
        if not room:
            return found, False
        now = pending[:room]
        orders = await asyncio.gather(*map(deps.orders.get, now))
        left = {order.id: order for order in orders if order is not None and _as_left(order, before)}
        kept = tuple(each for each in now if each not in left)
        found.append(_Following(row, list(left.values()), kept, more=len(pending) > room))
        room -= len(now)
    return found, not found or not found[-1].more


def _as_left(order: OrderRecord, before: Row) -> bool:
    return order.open and order.manager_id == before.after and order.assigned_at == before.orders_at


async def _take(deps: Deps, transfer: Transfer, step: _Step, following: _Following) -> None:
    orders, ids = following.orders, tuple(order.id for order in following.orders)
    row = following.row.followed_by(ids, following.kept, step.now)
    step.rows.append(row)
    step.parts.append(replace(row, orders=ids))
    if not orders:
        return
    entry = await _entry(deps, transfer, step, row, orders)
    step.writes.append(deps.ledger.recorded(entry))
    for order in orders:
        given = replace(
            order,
            version=order.version + 1,
            manager_id=row.after,
            assigned_at=row.orders_at,
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
