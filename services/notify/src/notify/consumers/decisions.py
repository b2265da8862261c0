"""Tell members of staff what was decided about their orders and customers."""

from chassis.broker import Received
from chassis.errors import Transient
from chassis.telemetry import traceparent
from contracts.assignment import (
    LinkEvent,
    OrderDecision,
    Recipient,
    StaffDeactivated,
    TransferFinished,
    TransferShare,
)
from notify.consumers.uses import Uses
from notify.domain import templates
from notify.domain.absence import CoveredOrder
from notify.domain.handover import Share, Transfer
from notify.domain.letter import Customer, Departure, Order
from notify.domain.mail import mail_id
from notify.usecases.announce import Addressee, Announcement, ChoosesTemplate, announce
from notify.usecases.tell_departure import TellDeparture, tell_departure
from notify.usecases.tell_transfer import TellTransfer, tell_transfer

_ABSENT = "absent_manager"


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
    await announce(uses.deps, uses.desk, _announcement(event, templates.of_order, order=order))


async def on_link(uses: Uses, received: Received[LinkEvent]) -> None:
    """Tells who got a customer and who lost him, once the customer himself is here."""
    event = received.event
    if not event.recipients:
        return
    customer = await uses.deps.archive.customers.get(event.customer_id)
    if customer is None:
        raise Transient(f"the customer {event.customer_id} has not arrived")
    await announce(uses.deps, uses.desk, _announcement(event, templates.of_card, customer=customer))


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


def _announcement(
    event: OrderDecision | LinkEvent,
    template: ChoosesTemplate,
    *,
    order: Order | None = None,
    customer: Customer | None = None,
) -> Announcement:
    return Announcement(
        decision_id=event.decided.decision_id,
        reason=event.decided.reason,
        decided_at=event.decided.decided_at,
        manager_id=event.manager_id,
        addressees=_addressees(event.recipients),
        template=template,
        order=order,
        customer=customer,
        traceparent=traceparent(),
    )


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
        decision_id=decided.decision_id,
    )


def _shares(told: tuple[TransferShare, ...]) -> tuple[Share, ...]:
    return tuple(Share(each.staff_id, each.customers, each.orders, each.first_customer_ids) for each in told)
