"""An order came in, was saved, or moved on: whose is it? (RC-5 to RC-16)"""

from dataclasses import dataclass, replace
from datetime import datetime

from assignment.domain.decisions import OrderDecision
from assignment.domain.facts import Act, Channel, Kind, LinkFact, OrderFact, OrderFacts
from assignment.domain.links import Link
from assignment.domain.permissions import PROGRAMS
from assignment.domain.records import TERMINAL, CustomerRecord, OrderRecord
from assignment.domain.rows import Reason
from assignment.ports import Company, Deps
from assignment.usecases.overtaken import choice_of, overtaken_by
from assignment.usecases.settle_order import Case, settle_order
from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import Transient
from contracts.base import Choice
from contracts.orders import Order, OrderEvent

_EVERYTHING = Scope.everything()
_NOBODYS_WORK = ("merged", "unmerged", "erased")
"""What happens to orders because of their customer's card, or because a guest is forgotten; whoever saw to that did
nothing to them."""


@dataclass(frozen=True, slots=True)
class AssignOrder:
    """The event that says so, and how often it was tried before."""

    event: OrderEvent
    id: str
    attempts: int


async def assign_order(deps: Deps, command: AssignOrder) -> Reason | None:
    """Why it came out as it did; None if the order is known in this version or a later one already.
    That version tells an event that came before, so it needs no mark. What this event overtook is decided first.

    Raises Transient as long as the customer, or for a first moment the order's creation, has not arrived.
    """
    order = command.event.order
    customer = await _customer(deps, order.customer_id)
    before = await deps.orders.get(order.id)
    if before is not None and before.order_version >= order.version:
        return None
    if before is None and command.event.act.verb != "created" and command.attempts == 0:
        raise Transient(f"order {order.number} was {command.event.act.verb} before news of its creation came")
    if before is not None or not order.decisions:
        for event in overtaken_by(command.event, before.order_version if before is not None else 0):
            earlier = replace(command, event=event, id=f"{command.id}/{event.order.version}")
            await _decide(deps, earlier, customer, before)
            before = await deps.orders.get(order.id)
    return await _decide(deps, command, customer, before)


async def _decide(
    deps: Deps, command: AssignOrder, customer: CustomerRecord | None, before: OrderRecord | None
) -> Reason | None:
    event, order = command.event, command.event.order
    choice = _choice(event, before)
    if before is not None and event.act.verb in _NOBODYS_WORK and not before.waiting and choice is None:
        return await _follow(deps, order, customer, before)
    created = event.act.verb == "created"
    link = await deps.links.get(customer.id, _EVERYTHING) if customer is not None else None
    company = await deps.companies.current()
    facts = OrderFacts(
        order=_order_fact(
            event,
            Act.CREATED if created else Act.SAVED,
            choice=choice,
            manager=await _manager_so_far(deps, order, choice, before),
            supervisors_told=before is not None and before.supervisors_told,
            customer=customer,
        ),
        now=deps.clock.now(),
        customer=customer.fact() if customer is not None else None,
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        actor=_acting(event),
        acted_at=datetime.fromisoformat(event.act.at),
    )
    return await settle_order(deps, company, _case(command, company, facts, customer, before, link, choice))


def _acting(event: OrderEvent) -> str | None:
    """The member of staff who did something about the order."""
    act = event.act
    return act.actor.id if act.actor.kind == "staff" and act.verb not in _NOBODYS_WORK else None


def _choice(event: OrderEvent, before: OrderRecord | None) -> Choice | None:
    """What a human chose, in this very save or in one that was overheard. Whose what is closed is, nobody chooses."""
    order = event.order
    if order.state in TERMINAL:
        return None
    if before is not None:
        return choice_of(event, before.order_version)
    if order.decisions:
        # It was decided before, and the record of that was lost.
        return event.act.choice
    return choice_of(event, 0)


async def _follow(deps: Deps, order: Order, customer: CustomerRecord | None, before: OrderRecord) -> Reason:
    """Whose customer's the order is changed, or that he was forgotten: whose the order is does not."""
    record = replace(
        before,
        version=before.version + 1,
        order_version=order.version,
        customer_id=customer.id if customer is not None else None,
    )
    await deps.commits.commit(Unit([deps.orders.kept(record, before)]))
    return Reason.NO_CHANGE


async def _customer(deps: Deps, customer_id: str | None) -> CustomerRecord | None:
    if customer_id is None:
        return None
    customer = await deps.customers.standing_for(customer_id)
    if customer is None:
        raise Transient(f"customer {customer_id} has not arrived")
    return customer


async def _manager_so_far(deps: Deps, order: Order, choice: Choice | None, before: OrderRecord | None) -> str | None:
    """OM; a manager who is chosen only now is none yet. An order that is closed has kept the manager whom
    it had by then, whatever was decided that had not reached it yet (O0)."""
    if before is None:
        return order.manager_id if choice is None else None
    # Not by its state: told anew, the record shows that already, while the news of it is still under way.
    closes = before.closed_at is None and order.state in TERMINAL
    if not closes or order.decisions is None:
        return before.manager_id
    if order.decisions > 0:
        return order.manager_id
    # The first decision still finds its way to a closed order, unless a human chose after what it looked at.
    first = (await deps.ledger.of_order(order.id))[0]
    if isinstance(first.facts, OrderFacts) and first.facts.order.version < (order.choice_version or 0):
        return order.manager_id
    decision = first.decision
    return decision.order_manager if isinstance(decision, OrderDecision) else decision.manager


def _order_fact(
    event: OrderEvent,
    act: Act,
    *,
    choice: Choice | None,
    manager: str | None,
    supervisors_told: bool,
    customer: CustomerRecord | None,
) -> OrderFact:
    order = event.order
    return OrderFact(
        id=order.id,
        placed_at=order.ordered_at or order.created_at,
        version=order.version,
        act=act,
        kind=Kind(order.kind),
        channel=Channel(order.channel),
        terminal=order.state in TERMINAL,
        manager=manager,
        explicit=choice.manager_id if choice is not None else None,
        cleared=choice is not None and choice.manager_id is None,
        currency=order.currency,
        total=order.total.amount,
        language=order.language or (customer.language if customer is not None else None) or "",
        country=order.country,
        supervisors_told=supervisors_told,
    )


def _case(
    command: AssignOrder,
    company: Company,
    facts: OrderFacts,
    customer: CustomerRecord | None,
    before: OrderRecord | None,
    link: Link | None,
    choice: Choice | None,
) -> Case:
    event, order = command.event, command.event.order
    record = _record(order, customer, _human(company, order.created_by), before)
    if event.act.verb != "created":
        record = record.handled(_human(company, facts.actor), facts.acted_at or facts.now)
    return Case(
        facts=facts,
        order=record,
        before=before,
        link=link,
        card_version=customer.version if customer is not None else 0,
        shown=order.manager_id,
        chosen=choice is not None,
        cause=command.id,
    )


def _human(company: Company, staff_id: str | None) -> str | None:
    person = company.roster.get(staff_id)
    return staff_id if person is not None and PROGRAMS not in person.groups else None


def _record(
    order: Order, customer: CustomerRecord | None, entered_by: str | None, before: OrderRecord | None
) -> OrderRecord:
    return OrderRecord(
        id=order.id,
        version=0,
        order_version=order.version,
        number=order.number,
        kind=order.kind,
        channel=order.channel,
        state=order.state,
        customer_id=customer.id if customer is not None else None,
        currency=order.currency,
        total=order.total.amount,
        placed_at=order.ordered_at or order.created_at,
        manager_id=before.manager_id if before is not None else None,
        assigned_at=before.assigned_at if before is not None else None,
        decisions=before.decisions if before is not None else 0,
        decision_id=before.decision_id if before is not None else None,
        supervisors_told=before is not None and before.supervisors_told,
        entered_by=entered_by,
        first_manager_id=before.first_manager_id if before is not None else None,
        handled_at=before.handled_at if before is not None else None,
        handled_by=before.handled_by if before is not None else None,
        closed_at=before.closed_at if before is not None else None,
    )
