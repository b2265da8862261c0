"""Why somebody has an order or a customer, as a sentence (N1)."""

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.explain import explain_card, explain_order, with_correction
from assignment.domain.facts import CardFacts, OrderFacts
from assignment.ports import Deps
from chassis.access import Scope
from chassis.errors import NotFound


async def explain_decision(deps: Deps, decision_id: str, scope: Scope, language: str) -> str:
    """In that language, English if there is no table for it. NotFound if it is not there or not the caller's."""
    entry = await deps.ledger.get(decision_id, scope)
    if entry is None:
        raise NotFound
    names = dict((await deps.companies.current()).names)
    customer = await deps.customers.get(entry.customer_id) if entry.customer_id is not None else None
    if customer is not None and customer.name:
        names[customer.id] = customer.name
    if isinstance(entry.facts, OrderFacts) and isinstance(entry.decision, OrderDecision):
        why = explain_order(entry.facts, entry.decision, names, language)
        return with_correction(why, language) if entry.corrects is not None else why
    assert isinstance(entry.facts, CardFacts)
    assert isinstance(entry.decision, CardDecision)
    return explain_card(entry.facts, entry.decision, names, language)
