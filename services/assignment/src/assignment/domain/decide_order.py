"""Rows O0 to O16: whose an order, quote or purchase is. The first row of the table that matches returns.

Names as in the rules: `explicit` X, `om` OM*, `cm` CM*, `am` the acting manager; each None unless ACTIVE.
"""

from assignment.domain.availability import absence_at, cover_of, why_unavailable
from assignment.domain.decisions import OrderDecision, Recipient, Role
from assignment.domain.distribution import Standing, pick
from assignment.domain.facts import Act, OrderFacts, Roster
from assignment.domain.order_case import OrderCase
from assignment.domain.rows import PassedOver, Reason, Row
from assignment.domain.settings import Settings, StalePrefers, Unavailable


def decide_order(facts: OrderFacts, roster: Roster, settings: Settings, standing: Standing) -> OrderDecision:
    """Decide one created or saved order (RC-5 to RC-16, NX-3 to NX-6); same facts, same decision."""
    order, link = facts.order, facts.link
    case = OrderCase(facts, roster, settings)
    created = order.act is Act.CREATED

    if order.terminal:
        return case.row(Row.O0, Reason.TERMINAL_NO_CHANGE)

    # Whoever created an order with a manager named him, be it through the quote that it was accepted from.
    named = order.explicit or (order.manager if created else None)
    explicit = roster.active(named)
    if named and not explicit:
        if facts.at_door:
            return case.row(Row.O1, Reason.MANAGER_INACTIVE, refused=True)
        case.pass_over(named, PassedOver.INACTIVE)

    om = roster.active(order.manager) if not order.cleared else None
    cm = roster.active(link.manager)
    stale = link.manager if not cm else None
    actor = roster.active(facts.actor)
    am = actor if actor and actor.manager_role else None

    if not facts.customer:
        if explicit:
            return case.row(Row.O16, Reason.NO_CUSTOMER, order=explicit.id, tell=_assignee(explicit.id))
        if om:
            return case.row(Row.O16, Reason.NO_CUSTOMER)
        if am:
            return case.row(Row.O16, Reason.NO_CUSTOMER, order=am.id)
        choice = pick(facts, roster, settings, standing)
        x = choice.chosen.id if choice.chosen else None
        return case.row(Row.O16, Reason.NO_CUSTOMER, order=x, tell=_assignee(x), asked=choice)

    if explicit and not cm:
        x = explicit.id
        reason = Reason.ORDER_MANAGER_REPLACED_STALE if stale else Reason.ORDER_MANAGER_FILLED_CARD
        return case.row(Row.O2, reason, order=x, card=x, tell=_assignee(x))
    if explicit and explicit is cm:
        return case.row(Row.O3, Reason.CONSISTENT, order=explicit.id, tell=_assignee(explicit.id))
    if explicit and cm:
        both = (*_assignee(explicit.id), Recipient(cm.id, Role.CARD_MANAGER))
        return case.row(Row.O4, Reason.ORDER_OVERRIDE_LINK_KEPT, order=explicit.id, tell=both)

    if om and not cm:
        return case.row(Row.O5, Reason.ORDER_MANAGER_FILLED_CARD, card=om.id, tell=_assignee(om.id))
    if om:
        return case.row(Row.O6, Reason.NO_CHANGE)

    if cm:
        away = why_unavailable(cm, facts.now) if settings.respect_availability else None
        if not away:
            return case.row(Row.O7, Reason.CUSTOMER_MANAGER, order=cm.id, tell=_assignee(cm.id))
        cover = cover_of(cm, roster, facts.now)
        for staff_id, why in cover.passed_over:
            case.pass_over(staff_id, why)
        if not cover.person and settings.unavailable is Unavailable.ASSIGN:
            return case.row(Row.O9, Reason.UNAVAILABLE_ASSIGNED, order=cm.id, tell=_assignee(cm.id))
        case.pass_over(cm.id, away)
        if cover.person:
            k, absence = cover.person.id, absence_at(cm, facts.now)
            both = (*_assignee(k), Recipient(cm.id, Role.ABSENT_MANAGER, absence.id if absence else None))
            return case.row(Row.O8, Reason.COVER, order=k, tell=both)
        if settings.unavailable is Unavailable.HOLD:
            return case.held()
        choice = pick(facts, roster, settings, standing)
        if not choice.chosen:
            return case.unassigned(choice)
        x = choice.chosen.id
        return case.row(Row.O9, Reason.UNAVAILABLE_DISTRIBUTED, order=x, tell=_assignee(x), asked=choice)

    if stale:
        case.pass_over(stale, PassedOver.INACTIVE)
    if am and stale and settings.stale_prefers is StalePrefers.ACTOR:
        return case.actor_replaces_stale(am.id)
    if am and not stale:
        row, reason = (Row.O11, Reason.CREATOR) if created else (Row.O12, Reason.EDITOR)
        return case.row(row, reason, order=am.id, card=am.id)

    choice = pick(facts, roster, settings, standing)
    if choice.chosen:
        x = choice.chosen.id
        row, reason = (Row.O13, Reason.INACTIVE_REPLACED) if stale else (Row.O14, Reason.DISTRIBUTED_NEW)
        return case.row(row, reason, order=x, card=x, tell=_assignee(x), asked=choice)
    if am:
        return case.actor_replaces_stale(am.id, choice)
    return case.unassigned(choice)


def _assignee(staff_id: str | None) -> tuple[Recipient, ...]:
    return (Recipient(staff_id, Role.ASSIGNEE),) if staff_id else ()
