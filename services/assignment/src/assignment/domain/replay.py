"""Deciding again from the ledger, and folding many decisions; for verification and simulation (N1, N2)."""

from dataclasses import replace

from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.facts import Load, OrderFacts, Roster
from assignment.domain.records import Entry
from assignment.domain.settings import Settings


def standing_before(decision: OrderDecision) -> Standing:
    """What the decision read of wheels and loads, from the decision itself."""
    draw = decision.draw
    if draw is None:
        return Standing()
    wheels = {} if draw.pool is None or draw.before is None else {draw.pool: draw.before}
    return Standing(wheels, draw.loads)


def replay(facts: OrderFacts, decision: OrderDecision, roster: Roster, settings: Settings) -> OrderDecision:
    """Decide again; equal to `decision` if roster and settings are those of its versions."""
    return decide_order(facts, roster, settings, standing_before(decision))


def replay_entry(entry: Entry, roster: Roster, settings: Settings) -> OrderDecision | CardDecision:
    """The same for whatever an entry of the ledger is about."""
    if isinstance(entry.facts, OrderFacts) and isinstance(entry.decision, OrderDecision):
        return replay(entry.facts, entry.decision, roster, settings)
    assert not isinstance(entry.facts, OrderFacts)
    return decide_card(entry.facts, roster)


def standing_after(standing: Standing, facts: OrderFacts, decision: OrderDecision) -> Standing:
    """Wheel and loads once the decision is committed."""
    wheels, loads, draw = dict(standing.wheels), dict(standing.loads), decision.draw
    if draw is not None and draw.pool is not None and draw.after is not None:
        wheels[draw.pool] = draw.after
    if decision.order_changed:
        former, gets = facts.order.manager, decision.order_manager
        if former is not None:
            load = loads.get(former, Load())
            loads[former] = replace(load, open_orders=max(0, load.open_orders - 1))
        if gets is not None:
            load = loads.get(gets, Load())
            loads[gets] = Load(load.open_orders + 1, load.given_today + 1)
    return Standing(wheels, loads)
