"""A card came to be or changed: who is its manager, and which waiting orders does he get? (C1-C9)"""

from dataclasses import dataclass, replace
from datetime import datetime

from assignment.domain.decide_card import decide_card as decide
from assignment.domain.decisions import CardDecision
from assignment.domain.facts import Act, CardFacts, Channel, LinkFact
from assignment.domain.links import Link, relink
from assignment.domain.records import Entry, OrderRecord
from assignment.domain.rows import Reason
from assignment.ports import Company, Deps
from assignment.usecases.announce import link_event, order_event, recipients_of
from assignment.usecases.ask_for_reassignment import ask_about
from assignment.usecases.overtaken import choice_of
from assignment.usecases.reading import customer_record
from assignment.usecases.settle_order import DECISIONS
from chassis.access import Scope
from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import Transient, VersionConflict
from chassis.inbox import Mark
from contracts.base import Choice, Event
from contracts.customers import CustomerEvent

_BY_HUMANS = ("created", "saved")


@dataclass(frozen=True, slots=True)
class DecideCard:
    """The event that says so, and how often it was tried before."""

    event: CustomerEvent
    id: str
    attempts: int
    mark: Mark


async def decide_card(deps: Deps, command: DecideCard) -> Reason | None:
    """Why it came out as it did; None if the card is known in this version or a later one already. If more orders wait
    than go into one unit, the card and the first of them come first, then the others: news that comes again after a
    crash goes on there, and leaves the card with whom it was given to meanwhile.

    Raises VersionConflict if a fact changed meanwhile, and Transient for a first moment if the card was saved before
    news of its creation came.
    """
    event, card, at_once = command.event, command.event.customer, deps.orders_at_once
    before = await deps.customers.get(card.id)
    if before is not None and before.version >= card.version:
        # A crash may have come between what was decided and what is asked because of it.
        await ask_about(deps, card.id)
        return None
    known = deps.customers.kept(customer_record(event), before)
    if before is None and event.act.verb != "created" and command.attempts == 0:
        raise Transient(f"customer {card.id} was {event.act.verb} before news of its creation came")
    choice = choice_of(event, before.version if before is not None else 0)
    if before is not None and choice is None and event.act.verb not in _BY_HUMANS:
        await deps.commits.commit(Unit([known], mark=command.mark))
        return Reason.NO_CHANGE
    created = event.act.verb == "created" or before is None
    company = await deps.companies.current()
    link = await deps.links.get(card.id, Scope.everything())
    goes_on = choice is not None and link is not None and await _was_begun(deps, command)
    while True:
        gets = link if goes_on else choice
        active = gets is not None and company.roster.active(gets.manager_id) is not None
        waiting = await deps.orders.waiting_of(card.id, at_once + 1) if active else []
        some = waiting[:at_once]
        facts = _facts(deps, event, choice, link, some, created=created, goes_on=goes_on)
        decision = decide(facts, company.roster)
        last = len(waiting) == len(some) or not decision.orders
        try:
            await deps.commits.commit(
                _unit(deps, command, company, facts, decision, link, some, known if last else None)
            )
        except (VersionConflict, AlreadyExists) as error:
            deps.companies.forget()
            raise VersionConflict from error
        DECISIONS.labels(decision.reason).inc()
        if last:
            break
        goes_on, link = True, await deps.links.get(card.id, Scope.everything())
    if decision.changed and company.roster.active(decision.manager) is None:
        await ask_about(deps, card.id)
    return decision.reason


async def _was_begun(deps: Deps, command: DecideCard) -> bool:
    """Whether this very news moved the card before, whatever became of it since."""
    moved = await deps.links.history(command.event.customer.id)
    decided = await deps.ledger.several([each.link.decision_id for each in moved], Scope.everything())
    return any(entry.cause == command.id for entry in decided)


def _facts(
    deps: Deps,
    event: CustomerEvent,
    choice: Choice | None,
    link: Link | None,
    waiting: list[OrderRecord],
    *,
    created: bool,
    goes_on: bool,
) -> CardFacts:
    card = event.customer
    # Only a human's choice puts a manager on a card outside of the point of sale, also if that save was missed.
    chosen = choice.manager_id if choice is not None else card.manager_id if event.act.verb != "created" else None
    return CardFacts(
        customer=customer_record(event).fact(),
        now=deps.clock.now(),
        act=Act.CREATED if created else Act.SAVED,
        channel=Channel(card.channel),
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        actor=event.act.actor.id if event.act.actor.kind == "staff" else None,
        touched=choice is not None or (created and chosen is not None),
        explicit=chosen if choice is not None or created else None,
        unassigned_orders=tuple(order.id for order in waiting),
        goes_on=goes_on,
        acted_at=datetime.fromisoformat(event.act.at),
    )


def _unit(
    deps: Deps,
    command: DecideCard,
    company: Company,
    facts: CardFacts,
    decision: CardDecision,
    link: Link | None,
    waiting: list[OrderRecord],
    known: Write | None,
) -> Unit:
    """`known` is the replica of the card, None as long as more follows."""
    event, card = command.event, command.event.customer
    decision_id = deps.new_id()
    entry = Entry(
        id=decision_id,
        at=facts.now,
        cause=command.id,
        facts=facts,
        decision=decision,
        order_ids=decision.orders,
        customer_id=card.id,
    )
    writes: list[Write] = [deps.companies.unchanged(company), deps.ledger.recorded(entry)]
    if known is not None:
        writes.append(known)
    events: list[Event] = []
    asked = facts.touched or facts.act is Act.CREATED
    # Cleared where there was no link, it becomes one: whoever fills the card meanwhile has to see that.
    cleared = facts.touched and link is None
    if decision.changed or cleared or (asked and decision.manager != card.manager_id):
        change = relink(
            link,
            card.id,
            decision.manager,
            at=facts.now,
            reason=decision.reason,
            decision_id=decision_id,
            by=event.act.actor.id,
        )
        writes += deps.links.relinked(change)
        events.append(link_event(entry, change, card.version, recipients_of(decision)))
    elif link is not None:
        writes.append(deps.links.unchanged(link))
    for order in waiting if decision.orders else ():
        given = replace(
            order,
            version=order.version + 1,
            manager_id=decision.manager,
            assigned_at=facts.now,
            first_manager_id=order.first_manager_id or decision.manager,
            decisions=order.decisions + 1,
            decision_id=decision_id,
        )
        writes.append(deps.orders.kept(given, order))
        events.append(order_event(entry, given))
    return Unit(writes, events, command.mark if known is not None else None)
