"""One step of a transfer: the next customers get their outcome, and who is to be moved is moved (M4).

Everything of a step is one unit: links with their versions, history, ledger, rows, and how far the transfer has come.
It holds only if nobody came in between; else the step is made again on what is true then, and whoever was moved
meanwhile is a conflict.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assignment.domain.decide_card import decide_card
from assignment.domain.facts import Act, CardFacts, LinkFact, TransferFact
from assignment.domain.judge_transfer import judge_move, judge_receiver, judge_return
from assignment.domain.links import Link, relink
from assignment.domain.records import CustomerRecord, Entry
from assignment.domain.spread import CardTraits, Receiver, spread
from assignment.domain.transfers import Outcome, Row, Transfer, Verdict, Why
from assignment.domain.wheel import Wheel
from assignment.ports import Company, Deps
from assignment.usecases.announce import link_event
from chassis.access import Scope
from chassis.commit import Unit, Write
from contracts.base import Event

_EVERYTHING = Scope.everything()


@dataclass(slots=True)
class _Step:
    """What comes together for the unit of a step."""

    company: Company
    wheels: dict[str, Wheel]
    customers: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


async def move_customers(deps: Deps, transfer: Transfer, customer_ids: Sequence[str]) -> None:
    """Raises VersionConflict if a link, the company or the transfer changed meanwhile."""
    company = await deps.companies.current()
    records = {record.id: record for record in await deps.customers.several(customer_ids)}
    links = await asyncio.gather(*(deps.links.get(each, _EVERYTHING) for each in customer_ids))
    moved = await _moved_before(deps, transfer, customer_ids)
    returning = await _returning(deps, transfer, company, customer_ids)
    step = _Step(company, dict(transfer.wheels), transfer.portfolios())
    for customer_id, link in zip(customer_ids, links, strict=True):
        record = records.get(customer_id)
        if record is None:
            step.rows.append(Row(customer_id, Outcome.NOT_FOUND, Why.NOT_FOUND, None, None))
            continue
        if transfer.undo_of is not None:
            verdict, receiver = judge_return(moved[customer_id], link), Receiver(moved[customer_id].before)
        else:
            verdict, receiver = _judged(transfer, step, record, link, customer_id in returning)
        _take(deps, transfer, step, record, link, verdict, receiver)
    rows = await _with_orders(deps, transfer, step.rows) if transfer.preview and transfer.open_orders else step.rows
    now = deps.clock.now()
    unit = Unit(
        [
            deps.companies.unchanged(company),
            deps.transfers.replaced(transfer.moved(rows, step.wheels, now)),
            *(deps.transfers.decided(transfer.id, row) for row in rows),
            *step.writes,
        ],
        step.events,
    )
    await deps.commits.commit(unit)


def _judged(
    transfer: Transfer, step: _Step, record: CustomerRecord, link: Link | None, returning: bool
) -> tuple[Verdict, Receiver]:
    stays = judge_move(transfer, link)
    if stays is not None:
        return stays, Receiver(None)
    receiver = Receiver(transfer.to_id)
    if transfer.to_id is None:
        traits = CardTraits(
            status=record.status,
            temperature=record.temperature,
            language=record.language,
            country=record.country,
            region=record.region,
            currency=record.currency,
            returning=returning,
        )
        company = step.company
        receiver = spread(traits, transfer.from_id, company.roster, company.settings, step.wheels, step.customers)
        if receiver.pool is not None and receiver.wheel is not None:
            step.wheels[receiver.pool] = receiver.wheel
    return judge_receiver(transfer, receiver.staff_id, receiver.why_nobody, step.company.roster), receiver


def _take(
    deps: Deps,
    transfer: Transfer,
    step: _Step,
    record: CustomerRecord,
    link: Link | None,
    verdict: Verdict,
    receiver: Receiver,
) -> None:
    row = Row(record.id, verdict.outcome, verdict.why, verdict.before, verdict.after)
    if verdict.outcome is Outcome.ASSIGNED and verdict.after is not None:
        step.customers[verdict.after] = step.customers.get(verdict.after, 0) + 1
    if verdict.outcome is not Outcome.ASSIGNED or transfer.preview:
        step.rows.append(row)
        return
    entry = _entry(deps, transfer, step.company, record, link, receiver)
    change = relink(
        link,
        record.id,
        verdict.after,
        at=entry.at,
        reason=entry.decision.reason,
        decision_id=entry.id,
        by=transfer.author_id,
    )
    step.rows.append(replace(row, decision_id=entry.id))
    step.writes += [
        deps.ledger.recorded(entry),
        *deps.links.relinked(change),
        deps.customers.unchanged(record.id, record.version),
    ]
    step.events.append(link_event(entry, change, record.version))


def _entry(
    deps: Deps,
    transfer: Transfer,
    company: Company,
    record: CustomerRecord,
    link: Link | None,
    receiver: Receiver,
) -> Entry:
    facts = CardFacts(
        customer=record.fact(),
        now=deps.clock.now(),
        act=Act.SAVED,
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        actor=transfer.author_id,
        transfer=TransferFact(
            id=transfer.id,
            to=receiver.staff_id,
            undo=transfer.undo_of is not None,
            pool=receiver.pool,
            strategy=receiver.strategy,
        ),
    )
    return Entry(
        id=deps.new_id(),
        at=facts.now,
        cause=transfer.id,
        facts=facts,
        decision=decide_card(facts, company.roster),
        customer_id=record.id,
        corrects=link.decision_id if link is not None and transfer.undo_of is not None else None,
    )


async def _moved_before(deps: Deps, transfer: Transfer, customer_ids: Sequence[str]) -> Mapping[str, Row]:
    """What the transfer that is being undone did to them."""
    if transfer.undo_of is None:
        return {}
    original = transfer.undo_of
    rows = await asyncio.gather(*(deps.transfers.row(original, each) for each in customer_ids))
    return {row.customer_id: row for row in rows if row is not None}


async def _returning(deps: Deps, transfer: Transfer, company: Company, customer_ids: Sequence[str]) -> set[str]:
    """Who ordered before, if the settings ask."""
    if transfer.to_id is not None or transfer.undo_of is not None or not company.settings.asks_returning:
        return set()
    asked = [deps.orders.ordered_before(each, transfer.created_at) for each in customer_ids]
    answers = await asyncio.gather(*asked)
    return {each for each, ordered in zip(customer_ids, answers, strict=True) if ordered}


async def _with_orders(deps: Deps, transfer: Transfer, rows: Sequence[Row]) -> list[Row]:
    """A preview says which orders would go along."""
    moving = [row.customer_id for row in rows if row.outcome is Outcome.ASSIGNED]
    orders: dict[str | None, list[str]] = {}
    for order in await deps.orders.open_of(moving, transfer.from_id):
        orders.setdefault(order.customer_id, []).append(order.id)
    return [replace(row, orders=tuple(orders.get(row.customer_id, ()))) for row in rows]
