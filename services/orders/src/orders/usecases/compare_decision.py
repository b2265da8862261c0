"""A decision is told anew: the order that shows it is compared with it, and mended if asked (N5)."""

from typing import Any

from chassis.access import Scope
from chassis.commit import Unit
from chassis.inbox import Mark
from chassis.replicas import Difference, Found, Replicas, difference
from contracts.assignment import DecisionRestated
from orders.domain.lifecycle import OPEN
from orders.domain.order import AssignmentState, Decision, Order, showing, state_after, was_chosen_after
from orders.ports import Uses

DECISIONS = "decisions"


async def compare_decision(uses: Uses, replicas: Replicas, told: DecisionRestated, mark: Mark) -> None:
    """A choice that assignment has not decided on stands, and so does whoever has a closed order (O0): both are
    reported. Raises VersionConflict if the order changed meanwhile, AlreadyDone if this was compared before."""
    order = await uses.orders.find(told.order_id, Scope.everything())
    found = _found(order, told)
    unit, healed = Unit(), False
    differs = told.replay.heal and found.found in (Found.BEHIND, Found.DIFFERENT)
    if order is not None and (why := told.decided) is not None and differs:
        decision = Decision(told.number, told.order_version, told.manager_id, why.decision_id, why.row, why.reason)
        unit, healed = Unit([uses.orders.replacement(showing(order, decision, uses.clock.now()))]), True
    await replicas.note(told.replay, DECISIONS, told.order_id, found, mark, unit, healed=healed)


def _found(order: Order | None, told: DecisionRestated) -> Difference:
    if order is None:
        return Difference(Found.MISSING)
    shown = _as_shown(order.assignment.number, order.manager_id, order.assignment.state)
    found = difference(shown, _as_shown(told.number, told.manager_id, state_after(told.manager_id)))
    if found.found is Found.SAME:
        return found
    keeps = order.state not in OPEN and order.assignment.number > 0 and order.manager_id != told.manager_id
    undecided = keeps or was_chosen_after(order, told.order_version) or told.decided is None
    return Difference(Found.UNDECIDED, found.fields) if undecided else found


def _as_shown(number: int, manager_id: str | None, state: AssignmentState) -> dict[str, Any]:
    return {"version": number, "manager_id": manager_id, "state": state}
