"""Row M4: what becomes of each customer of a transfer."""

from assignment.domain.facts import Roster
from assignment.domain.links import Link
from assignment.domain.transfers import Outcome, Row, Transfer, Verdict, Why


def judge_move(transfer: Transfer, link: Link | None) -> Verdict | None:
    """The verdict on a customer who is not to be moved; None: he goes to whomever the transfer names.

    A link that was made after the transfer was asked for stands, whoever made it.
    """
    before = link.manager_id if link is not None else None
    if not _within(transfer.reads_all, before, transfer):
        return Verdict(Outcome.NOT_FOUND, Why.NOT_FOUND, None, None)
    if not _within(transfer.manages_all, before, transfer):
        return Verdict(Outcome.FORBIDDEN, Why.NOT_ALLOWED, before, before)
    if before is not None and before == transfer.to_id:
        return Verdict(Outcome.UNCHANGED, Why.ALREADY_THERE, before, before)
    if link is not None and link.since > transfer.created_at:
        return Verdict(Outcome.CONFLICT, Why.MOVED_MEANWHILE, before, before)
    if before != transfer.from_id:
        return Verdict(Outcome.CONFLICT, Why.OTHER_MANAGER, before, before)
    return None


def judge_receiver(transfer: Transfer, to_id: str | None, why_nobody: Why, roster: Roster) -> Verdict:
    """The verdict on a customer who is to be moved, to `to_id` or, for that reason, to nobody."""
    if to_id is None:
        return Verdict(Outcome.UNCHANGED, why_nobody, transfer.from_id, transfer.from_id)
    if roster.active(to_id) is None:
        return Verdict(Outcome.FORBIDDEN, Why.MANAGER_INACTIVE, transfer.from_id, transfer.from_id)
    return Verdict(Outcome.ASSIGNED, Why.TRANSFERRED, transfer.from_id, to_id)


def judge_return(moved: Row, link: Link | None) -> Verdict:
    """The verdict on a customer whom a transfer moved and an undo is to give back: only while his link is as the
    transfer left it. He goes back also to somebody inactive: that is how it was."""
    now = link.manager_id if link is not None else None
    if link is None or link.decision_id != moved.decision_id:
        return Verdict(Outcome.CONFLICT, Why.MOVED_MEANWHILE, now, now)
    return Verdict(Outcome.ASSIGNED, Why.TRANSFER_UNDONE, now, moved.before)


def _within(everybodys: bool, manager_id: str | None, transfer: Transfer) -> bool:
    return everybodys or manager_id == transfer.author_id
