"""The case of an order that was decided before: the facts of its last decision, with what has changed since."""

from dataclasses import replace

from assignment.domain.facts import Act, LinkFact, OrderFacts
from assignment.domain.records import OrderRecord
from assignment.ports import Deps
from assignment.usecases.settle_order import Case
from chassis.access import Scope
from chassis.inbox import Mark

_EVERYTHING = Scope.everything()


async def recall_case(deps: Deps, order: OrderRecord, cause: str, mark: Mark | None = None) -> Case | None:
    """Ready to be settled as a correction of that decision; None if it came with a card and has no facts of its own."""
    last = await deps.ledger.get(order.decision_id or "", _EVERYTHING)
    if last is None or not isinstance(last.facts, OrderFacts):
        return None
    before, customer = order, last.facts.customer
    if customer is not None:
        # Another card may stand for his by now.
        card = await deps.customers.standing_for(order.customer_id or customer.id)
        if card is not None:
            order, customer = replace(order, customer_id=card.id), card.fact()
    link = await deps.links.get(order.customer_id, _EVERYTHING) if order.customer_id is not None else None
    facts = replace(
        last.facts,
        order=replace(
            last.facts.order,
            manager=order.manager_id,
            version=order.order_version,
            supervisors_told=order.supervisors_told,
        ),
        customer=customer,
        link=LinkFact(link.manager_id, link.version) if link is not None else LinkFact(),
        now=deps.clock.now(),
    )
    return Case(
        facts=facts,
        order=order,
        before=before,
        link=link,
        card_version=customer.version if customer is not None else 0,
        shown=order.manager_id,
        chosen=False,
        cause=cause,
        mark=mark,
        corrects=last.id,
    )


def acted_by(case: Case, actor: str | None, explicit: str | None = None) -> Case:
    """The same order as somebody saves it now, with the manager whom he chooses, if any; `actor` None is nobody."""
    order = replace(case.facts.order, act=Act.SAVED, explicit=explicit, cleared=False)
    facts = replace(case.facts, order=order, actor=actor, acted_at=None)
    return replace(case, facts=facts, order=case.order.handled(actor, facts.now))
