"""What notify does when something happens elsewhere: keep what mails show, tell whom a decision concerns."""

from contextlib import suppress
from dataclasses import dataclass

from chassis.access import Directory, on_group_changed
from chassis.access import on_staff_changed as keep_member
from chassis.broker import Received, Subscriptions
from chassis.errors import Transient
from chassis.inbox import AlreadyDone
from chassis.telemetry import STALE_EVENTS, traceparent
from contracts.assignment import (
    AbsenceChanged,
    CustomerManagerCleared,
    CustomerManagerLinked,
    GroupChanged,
    LinkEvent,
    OrderAssigned,
    OrderDecision,
    OrderUnassigned,
    Recipient,
    StaffChanged,
    StaffDeactivated,
    TransferFinished,
    TransferShare,
)
from contracts.customers import CustomerCreated, CustomerEvent, CustomerUpdated
from contracts.orders import OrderCreated, OrderEvent, OrderUpdated
from notify.domain import templates
from notify.domain.absence import Absence, CoveredOrder
from notify.domain.handover import Share, Transfer
from notify.domain.letter import Contact, Customer, Departure, Line, Order
from notify.domain.mail import INACTIVE, mail_id
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce
from notify.usecases.tell_departure import TellDeparture, tell_departure
from notify.usecases.tell_transfer import TellTransfer, tell_transfer

_ABSENT = "absent_manager"


@dataclass(frozen=True, slots=True)
class Uses:
    """What the handlers work with."""

    deps: Deps
    desk: Desk
    directory: Directory


async def on_order(uses: Uses, received: Received[OrderEvent]) -> None:
    """Keeps the order that mails show."""
    event = received.event
    if not await uses.deps.archive.orders.keep(_order(event), new=isinstance(event, OrderCreated)):
        STALE_EVENTS.labels(event.TYPE).inc()


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """Keeps the customer that mails show."""
    event = received.event
    if not await uses.deps.archive.customers.keep(_customer(event), new=isinstance(event, CustomerCreated)):
        STALE_EVENTS.labels(event.TYPE).inc()


async def on_order_decision(uses: Uses, received: Received[OrderDecision]) -> None:
    """Tells whom the order concerns, once the order itself is here."""
    event = received.event
    if not event.recipients:
        return
    order = await uses.deps.archive.orders.at(event.order_id, event.order_version)
    if order is None:
        raise Transient(f"the order {event.order_id} has not arrived")
    if order.version < event.order_version and received.attempts == 0:
        # Worth one round: the decision knew a newer order. Not more, for some versions are never published.
        raise Transient(f"version {event.order_version} of the order {event.order_id} has not arrived")
    for absent in (each for each in event.recipients if each.role == _ABSENT):
        await uses.deps.archive.covered.note(_covered(event, absent))
    await announce(
        uses.deps,
        uses.desk,
        Announcement(
            decision_id=event.decided.decision_id,
            reason=event.decided.reason,
            decided_at=event.decided.decided_at,
            manager_id=event.manager_id,
            addressees=_addressees(event.recipients),
            template=templates.of_order,
            order=order,
            traceparent=traceparent(),
        ),
    )


async def on_link(uses: Uses, received: Received[LinkEvent]) -> None:
    """Tells who got a customer and who lost him, once the customer himself is here."""
    event = received.event
    if not event.recipients:
        return
    customer = await uses.deps.archive.customers.get(event.customer_id)
    if customer is None:
        raise Transient(f"the customer {event.customer_id} has not arrived")
    await announce(
        uses.deps,
        uses.desk,
        Announcement(
            decision_id=event.decided.decision_id,
            reason=event.decided.reason,
            decided_at=event.decided.decided_at,
            manager_id=event.manager_id,
            addressees=_addressees(event.recipients),
            template=templates.of_card,
            customer=customer,
            traceparent=traceparent(),
        ),
    )


async def on_absence(uses: Uses, received: Received[AbsenceChanged]) -> None:
    """Keeps who is away, for the digests (O8)."""
    told = received.event.absence
    absence = Absence(told.id, told.version, told.staff_id, told.start, told.end, told.cancelled)
    if not await uses.deps.archive.absences.keep(absence):
        STALE_EVENTS.labels(received.event.TYPE).inc()


async def on_departure(uses: Uses, received: Received[StaffDeactivated]) -> None:
    """Asks supervisors to reassign what somebody left (M1)."""
    event = received.event
    departure = Departure(f"{event.staff_id}:{event.version}", event.staff_id, event.customers, event.open_orders)
    addressees = _addressees(event.recipients)
    command = TellDeparture(departure, event.since, addressees, traceparent())
    await tell_departure(uses.deps, uses.desk, command)


async def on_transfer(uses: Uses, received: Received[TransferFinished]) -> None:
    """One digest to each of those concerned (M4)."""
    event = received.event
    if not event.recipients:
        return
    transfer = Transfer(
        event.transfer_id, event.undo_of is not None, event.counts, _shares(event.got), _shares(event.gave)
    )
    command = TellTransfer(transfer, event.finished_at, _addressees(event.recipients), traceparent())
    await tell_transfer(uses.deps, uses.desk, command)


async def on_staff_changed(uses: Uses, received: Received[StaffChanged]) -> None:
    """The replica of staff follows; what is queued for somebody who was deactivated is never sent, also if he comes
    back (M1)."""
    # The mark says nothing of the mails: a crash may have come in between.
    with suppress(AlreadyDone):
        await keep_member(uses, received)
    member = await uses.directory.member(received.event.member.id)
    if member is not None and not member.active:
        await uses.deps.archive.mails.drop_queued(member.id, INACTIVE)


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    OrderCreated: on_order,
    OrderUpdated: on_order,
    OrderAssigned: on_order_decision,
    OrderUnassigned: on_order_decision,
    CustomerManagerLinked: on_link,
    CustomerManagerCleared: on_link,
    StaffDeactivated: on_departure,
    AbsenceChanged: on_absence,
    TransferFinished: on_transfer,
    StaffChanged: on_staff_changed,
    GroupChanged: on_group_changed,
}


def _addressees(recipients: tuple[Recipient, ...]) -> list[Addressee]:
    """Who gets a mail of his own; the absent manager has his digest."""
    return [Addressee(recipient.staff_id, recipient.role) for recipient in recipients if recipient.role != _ABSENT]


def _covered(event: OrderDecision, absent: Recipient) -> CoveredOrder:
    decided = event.decided
    return CoveredOrder(
        id=mail_id(decided.decision_id, absent.staff_id, decided.decided_at),
        staff_id=absent.staff_id,
        order_id=event.order_id,
        manager_id=event.manager_id or "",
        absence_id=absent.absence_id,
        decided_at=decided.decided_at,
    )


def _shares(told: tuple[TransferShare, ...]) -> tuple[Share, ...]:
    return tuple(Share(each.staff_id, each.customers, each.orders, each.first_customer_ids) for each in told)


def _order(event: OrderEvent) -> Order:
    order, contact = event.order, event.contact
    return Order(
        id=order.id,
        version=order.version,
        number=order.number,
        kind=order.kind.value,
        channel=order.channel.value,
        customer_id=order.customer_id,
        currency=order.currency,
        total=order.total.amount,
        lines=tuple(
            Line(
                line.sku,
                line.name,
                line.quantity,
                line.unit_price.amount,
                line.discount_percent,
                line.total.amount,
            )
            for line in order.lines
        ),
        contact=Contact(contact.name, contact.contact_person, contact.email, contact.phone, contact.address),
        created_at=order.created_at,
    )


def _customer(event: CustomerEvent) -> Customer:
    personal = event.personal
    return Customer(
        id=event.customer.id,
        version=event.customer.version,
        contact=Contact(
            personal.name,
            personal.contact_person,
            personal.email,
            personal.phone,
            personal.address,
            personal.vat_number,
        ),
        discount_percent=event.customer.discount_percent,
    )
