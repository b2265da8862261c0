"""The words in which decisions are told to the other services."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from assignment.domain.absences import StaffAbsence
from assignment.domain.decisions import CardDecision, OrderDecision, Role
from assignment.domain.decisions import Recipient as Told
from assignment.domain.facts import StaffFact
from assignment.domain.links import Relinking
from assignment.domain.records import Entry, OrderRecord
from assignment.domain.staff import Group, Staff
from assignment.domain.transfers import Outcome, Share, Transfer
from contracts.assignment import (
    Absence,
    AbsenceChanged,
    CustomerManagerCleared,
    CustomerManagerLinked,
    Decided,
    GroupChanged,
    LinkEvent,
    OrderAssigned,
    OrderUnassigned,
    Recipient,
    StaffChanged,
    StaffDeactivated,
    StaffMember,
    TransferFinished,
    TransferShare,
)
from contracts.assignment import OrderDecision as OrderDecided


def recipients_of(decision: OrderDecision | CardDecision) -> tuple[Recipient, ...]:
    """Whom to tell."""
    return tuple(
        Recipient(staff_id=each.staff_id, role=each.role, absence_id=each.absence_id) for each in decision.recipients
    )


def decided(entry: Entry) -> Decided:
    """Why."""
    return Decided(
        decision_id=entry.id,
        row=entry.decision.row,
        reason=entry.decision.reason,
        decided_at=entry.at,
        causation_id=entry.cause,
    )


def order_event(entry: Entry, order: OrderRecord, recipients: tuple[Recipient, ...] = ()) -> OrderDecided:
    """Whose the order is."""
    kind = OrderAssigned if order.manager_id is not None else OrderUnassigned
    return kind(
        order_id=order.id,
        customer_id=order.customer_id,
        number=order.decisions,
        order_version=order.order_version,
        manager_id=order.manager_id,
        decided=decided(entry),
        recipients=recipients,
    )


def link_event(entry: Entry, change: Relinking, card_version: int, recipients: tuple[Recipient, ...] = ()) -> LinkEvent:
    """Whose the customer is."""
    link = change.after
    kind = CustomerManagerLinked if link.manager_id is not None else CustomerManagerCleared
    return kind(
        customer_id=link.customer_id,
        version=link.version,
        card_version=card_version,
        manager_id=link.manager_id,
        previous_manager_id=change.before.manager_id if change.before is not None else None,
        linked_at=link.linked_at,
        first_linked_at=link.first_linked_at,
        decided=decided(entry),
        recipients=recipients,
    )


def staff_changed(staff: Staff) -> StaffChanged:
    """A member as he is now."""
    return StaffChanged(
        member=StaffMember(
            id=staff.id,
            version=staff.version,
            name=staff.name,
            email=staff.email,
            groups=staff.groups,
            active=staff.active,
            language=staff.language,
            time_zone=staff.time_zone,
        )
    )


def absence_changed(absence: StaffAbsence, *, cancelled: bool = False) -> AbsenceChanged:
    """An absence as it is now; one that was cancelled is told at the version after its last."""
    return AbsenceChanged(
        absence=Absence(
            id=absence.id,
            version=absence.version + 1 if cancelled else absence.version,
            staff_id=absence.staff_id,
            start=absence.start,
            end=absence.end,
            cover_id=absence.cover_id,
            cancelled=cancelled,
        )
    )


def staff_deactivated(
    staff: Staff, since: datetime, *, customers: int, open_orders: int, supervisors: Iterable[StaffFact]
) -> StaffDeactivated:
    """What a member left behind, to those who see to it (M1)."""
    return StaffDeactivated(
        staff_id=staff.id,
        version=staff.version,
        since=since,
        customers=customers,
        open_orders=open_orders,
        recipients=tuple(Recipient(staff_id=each.id, role=Role.SUPERVISOR) for each in supervisors),
    )


def group_changed(group: Group) -> GroupChanged:
    """A group as it is now."""
    return GroupChanged(name=group.name, version=group.version, permissions=dict(group.permissions))


def transfer_finished(transfer: Transfer, recipients: Iterable[Told], at: datetime) -> TransferFinished:
    """What a transfer moved."""
    return TransferFinished(
        transfer_id=transfer.id,
        version=transfer.version,
        author_id=transfer.author_id,
        undo_of=transfer.undo_of,
        counts={outcome: transfer.counts.get(outcome, 0) for outcome in Outcome},
        got=_shares(transfer.got),
        gave=_shares(transfer.gave),
        finished_at=at,
        recipients=tuple(Recipient(staff_id=each.staff_id, role=each.role) for each in recipients),
    )


def _shares(shares: Mapping[str, Share]) -> tuple[TransferShare, ...]:
    return tuple(
        TransferShare(staff_id=person, customers=share.customers, orders=share.orders, first_customer_ids=share.first)
        for person, share in shares.items()
    )
