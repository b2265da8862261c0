"""Decide an order on its facts and commit all that follows from it as one unit (O0-O16).

Everything between looking at the wheels and handing over the unit happens without a pause, so that decisions made at
once follow each other on the wheel. Whatever turns out to have changed meanwhile raises VersionConflict: the caller
gathers the facts again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn

from prometheus_client import Counter

from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import OrderDecision, Role
from assignment.domain.distribution import Standing, pool_members
from assignment.domain.facts import Load, NotLookedUp, OrderFacts
from assignment.domain.links import Link, relink
from assignment.domain.records import Entry, OrderRecord, Wait
from assignment.domain.rows import Reason
from assignment.ports import Company, Deps
from assignment.usecases.announce import link_event, order_event, recipients_of
from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import VersionConflict
from chassis.inbox import Mark
from contracts.base import Event

DECISIONS = Counter("vinculo_decisions_total", "Decisions by reason", ["reason"])


@dataclass(frozen=True, slots=True)
class Case:
    """An order to be decided.

    `order` is its record as it is to be kept, but for what the decision says; `before` as it was read. `shown` is
    the manager that the order itself shows now: if the decision says otherwise, the order has to be told.
    `unless_same`: an order that would go on waiting as it does is left alone.
    """

    facts: OrderFacts
    order: OrderRecord
    before: OrderRecord | None
    link: Link | None
    card_version: int
    shown: str | None
    chosen: bool
    cause: str
    mark: Mark | None = None
    corrects: str | None = None
    unless_same: bool = False


async def settle_order(deps: Deps, company: Company, case: Case) -> Reason | None:
    """Why it came out as it did; None if it was left alone.

    Raises VersionConflict if a fact changed meanwhile, AlreadyDone if the cause was handled before."""
    try:
        return await _settle(deps, company, case, _NOT_COUNTED)
    except NotLookedUp:
        return await settle_order(deps, company, await returning_looked_up(deps, case))
    except _LoadsWanted:
        async with deps.counting:
            pool = company.settings.pool_for(case.facts)
            people = pool_members(pool, company.roster) if pool is not None else ()
            return await _settle(deps, company, case, await deps.orders.loads(people, case.facts.now))


async def returning_looked_up(deps: Deps, case: Case) -> Case:
    """The same case, with the answer whether the customer ordered before."""
    customer, order = case.facts.customer, case.facts.order
    if customer is None:
        return case
    returning = await deps.orders.ordered_before(customer.id, order.placed_at)
    return replace(case, facts=replace(case.facts, customer=replace(customer, returning=returning)))


class _LoadsWanted(Exception):
    """The settings ask what people carry, and nobody has counted yet."""


class _NotCounted(dict[str, Load]):
    def get(self, _key: str, _default: object = None, /) -> NoReturn:
        raise _LoadsWanted


_NOT_COUNTED = _NotCounted()


async def _settle(deps: Deps, company: Company, case: Case, loads: Mapping[str, Load]) -> Reason | None:
    standing = Standing(await deps.wheels.at_hand(), loads)
    decision = decide_order(case.facts, company.roster, company.settings, standing)
    if case.unless_same and _waits_on(case, decision):
        return None
    unit = _unit(deps, company, case, decision)
    try:
        await deps.commits.commit(unit)
    except BaseException as error:
        deps.wheels.forget()
        if isinstance(error, VersionConflict | AlreadyExists):
            deps.companies.forget()
            raise VersionConflict from error
        raise
    DECISIONS.labels(decision.reason).inc()
    return decision.reason


def _unit(deps: Deps, company: Company, case: Case, decision: OrderDecision) -> Unit:
    now = case.facts.now
    decision_id = deps.new_id()
    order = _decided(case, decision, decision_id)
    entry = Entry(
        id=decision_id,
        at=now,
        cause=case.cause,
        facts=case.facts,
        decision=decision,
        order_ids=(order.id,),
        customer_id=order.customer_id,
        number=order.decisions,
        corrects=case.corrects,
    )
    writes: list[Write] = [
        deps.companies.unchanged(company),
        deps.orders.kept(order, case.before),
        deps.ledger.recorded(entry),
    ]
    events: list[Event] = []
    if _must_be_told(case, decision):
        events.append(order_event(entry, order, recipients_of(decision)))
    if decision.card_changed and order.customer_id is not None:
        change = relink(
            case.link,
            order.customer_id,
            decision.card_manager,
            at=now,
            reason=decision.reason,
            decision_id=decision_id,
            by=case.facts.actor,
        )
        writes += [*deps.links.relinked(change), deps.customers.unchanged(order.customer_id, case.card_version)]
        events.append(link_event(entry, change, case.card_version))
    elif case.link is not None:
        writes.append(deps.links.unchanged(case.link))
    draw = decision.draw
    if draw is not None and draw.pool is not None and draw.after is not None:
        writes.append(deps.wheels.turned(draw.pool, draw.after))
    return Unit(writes, events, case.mark)


def _decided(case: Case, decision: OrderDecision, decision_id: str) -> OrderRecord:
    before = case.before
    manager = decision.order_manager
    kept = before is not None and not decision.order_changed
    return replace(
        case.order,
        version=before.version + 1 if before is not None else 1,
        manager_id=manager,
        assigned_at=case.order.assigned_at if kept else case.facts.now if manager is not None else None,
        decisions=case.order.decisions + 1,
        decision_id=decision_id,
        supervisors_told=case.order.supervisors_told
        or (manager is None and any(each.role is Role.SUPERVISOR for each in decision.recipients)),
        wait=None if manager is not None else _wait(case, decision),
        first_manager_id=case.order.first_manager_id or manager,
        closed_at=None if case.order.open else case.order.closed_at or case.facts.now,
    )


def _wait(case: Case, decision: OrderDecision) -> Wait:
    before = case.before
    waited = before.wait if before is not None and before.waiting else None
    return Wait.after(decision, case.facts.customer, waited.since if waited is not None else case.facts.now)


def _must_be_told(case: Case, decision: OrderDecision) -> bool:
    return (
        case.order.decisions == 0
        or case.chosen
        or decision.order_changed
        or decision.order_manager != case.shown
        or _is_taken_back(case.before, decision)
        or _waits_otherwise(case.before, decision)
        or bool(decision.recipients)
    )


def _is_taken_back(before: OrderRecord | None, decision: OrderDecision) -> bool:
    """A closed order keeps whom it shows (O0), but it may show that another decision is on its way."""
    return before is not None and before.manager_id != decision.order_manager


def _waits_on(case: Case, decision: OrderDecision) -> bool:
    return not decision.order_changed and case.order.wait == _wait(case, decision)


def _waits_otherwise(before: OrderRecord | None, decision: OrderDecision) -> bool:
    return before is not None and before.wait is not None and before.wait.reason is not decision.reason
