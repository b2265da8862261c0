"""Rows C1 to C9, M4 and M5: whom a customer card gets. The manager on it is a human's word, never recomputed."""

from dataclasses import replace

from assignment.domain.decisions import CardDecision, Recipient, Role, to_tell
from assignment.domain.facts import Act, CardFacts, Channel, MergeFact, Roster
from assignment.domain.rows import Reason, Row


def decide_card(facts: CardFacts, roster: Roster) -> CardDecision:
    """Decide one created, saved or transferred card (RC-5, RC-6, NX-12, NX-13, NX-19 to NX-21).

    A manager who was not ACTIVE when the human saved is refused at the door (C2); seen late, the card keeps what it
    had. One who was ACTIVE then and was deactivated before the card came here has the card all the same: no link is
    rewritten because somebody is deactivated, it is stale (M1), and holds again if he comes back (M2).
    """
    before = facts.link.manager
    if facts.transfer is not None:
        # Nobody is told of each customer: the transfer has one digest for all.
        reason = Reason.TRANSFER_UNDONE if facts.transfer.undo else Reason.TRANSFERRED
        return CardDecision(
            row=Row.M4,
            reason=reason,
            manager=facts.transfer.to,
            changed=facts.transfer.to != before,
            roster_version=roster.version,
            orders=facts.transfer.orders,
        )
    if facts.merge is not None:
        return _merged(facts, facts.merge, roster)
    at_pos = facts.channel is Channel.POS
    x = facts.explicit
    x_active = roster.was_active(x, facts.acted_at)

    if facts.act is Act.CREATED:
        if facts.matches_existing:
            return _card(facts, roster, Row.C6, Reason.POS_EXISTING, before)
        if x and not x_active:
            return _card(facts, roster, Row.C2, Reason.MANAGER_INACTIVE, before, refused=True)
        if x:
            row, reason = (Row.C4, Reason.POS_EXPLICIT) if at_pos else (Row.C1, Reason.CARD)
            return _card(facts, roster, row, reason, x)
        if at_pos and roster.was_active(facts.actor, facts.acted_at):
            return _card(facts, roster, Row.C5, Reason.POS_CREATOR, facts.actor)
        return _card(facts, roster, Row.C3, Reason.CARD_EMPTY, None)

    if facts.goes_on and facts.unassigned_orders and roster.active(before):
        return _card(facts, roster, Row.C7, Reason.CARD_CHANGED, before, orders=facts.unassigned_orders)
    if facts.goes_on or not facts.touched or x == before:
        return _card(facts, roster, Row.C9, Reason.NO_CHANGE, before)
    if x and not x_active:
        return _card(facts, roster, Row.C2, Reason.MANAGER_INACTIVE, before, refused=True)
    if x:
        orders = facts.unassigned_orders if roster.active(x) else ()
        return _card(facts, roster, Row.C7, Reason.CARD_CHANGED, x, orders=orders)
    return _card(facts, roster, Row.C8, Reason.CARD_CLEARED, None)


def _merged(facts: CardFacts, merge: MergeFact, roster: Roster) -> CardDecision:
    """The card that stands for both keeps its manager; without an active one it takes the other's. Whoever is on both
    is told nothing."""
    before = facts.link.manager
    if merge.undo:
        decision = _card(facts, roster, Row.M5, Reason.UNMERGED, merge.manager)
        return replace(decision, recipients=()) if merge.stands else decision
    if not merge.stands:
        decision = _card(facts, roster, Row.M5, Reason.MERGED, None)
        return replace(decision, recipients=()) if before == merge.manager else decision
    active = (each for each in (before, merge.manager) if roster.active(each) is not None)
    return _card(facts, roster, Row.M5, Reason.MERGED, next(active, before or merge.manager))


def _card(
    facts: CardFacts,
    roster: Roster,
    row: Row,
    reason: Reason,
    manager: str | None,
    *,
    orders: tuple[str, ...] = (),
    refused: bool = False,
) -> CardDecision:
    """The decision of a row; a change tells the new manager and the former one."""
    before = facts.link.manager
    tell = []
    if manager != before:
        if manager:
            tell.append(Recipient(manager, Role.ASSIGNEE))
        if before:
            tell.append(Recipient(before, Role.FORMER_MANAGER))
    return CardDecision(
        row=row,
        reason=reason,
        manager=manager,
        changed=manager != before,
        roster_version=roster.version,
        refused=refused,
        orders=orders,
        recipients=to_tell(tell, facts.actor, roster),
    )
