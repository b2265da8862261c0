"""What orders does about what the others tell."""

from dataclasses import dataclass

from chassis.access import STAFF_AND_GROUPS, Directory
from chassis.broker import Received, Subscriptions, look_again
from chassis.replicas import STAFF_AND_GROUPS_RESTATED, Replicas, on_replay_finished
from chassis.telemetry import STALE_EVENTS
from contracts.assignment import (
    DecisionRestated,
    LinksReplayFinished,
    OrderAssigned,
    OrderDecision,
    OrderUnassigned,
)
from contracts.customers import (
    AboutCustomer,
    CustomerCreated,
    CustomerErased,
    CustomerEvent,
    CustomerMerged,
    CustomerRestated,
    CustomersReplayFinished,
    CustomerUnmerged,
    CustomerUpdated,
)
from contracts.notify import MailEvent, MailFailed, MailSent
from orders.domain.customer import Customer
from orders.domain.order import Contact, Decision
from orders.domain.sending import SendingState
from orders.ports import Uses
from orders.usecases.compare_decision import compare_decision
from orders.usecases.follow_merge import follow_merge, follow_unmerge
from orders.usecases.forget_customer import forget_customer
from orders.usecases.record_decision import record_decision
from orders.usecases.record_delivery import Delivery, record_delivery


@dataclass(frozen=True, slots=True)
class Reactions:
    """What the handlers stand on."""

    uses: Uses
    directory: Directory
    replicas: Replicas


async def on_customer(on: Reactions, received: Received[CustomerEvent]) -> None:
    """Prices, language and address of the orders to come depend on the card."""
    new = isinstance(received.event, CustomerCreated)
    if not await on.uses.customers.keep(_customer(received.event), new=new):
        STALE_EVENTS.labels(received.event.TYPE).inc()


async def on_customer_merged(on: Reactions, received: Received[CustomerMerged]) -> None:
    """His orders go to the card that stands for his."""
    await on_customer(on, received)
    await follow_merge(on.uses, received.event.customer.id)
    look_again(received)


async def on_customer_unmerged(on: Reactions, received: Received[CustomerUnmerged]) -> None:
    """His orders come back."""
    await on_customer(on, received)
    await follow_unmerge(on.uses, received.event.customer.id, received.event.survivor_id)
    look_again(received)


async def on_customer_erased(on: Reactions, received: Received[CustomerErased]) -> None:
    """Nothing of him is kept but figures."""
    await on_customer(on, received)
    by = received.event.act.actor.id or ""
    await forget_customer(on.uses, _customer(received.event), by)
    look_again(received)


async def on_customer_restated(on: Reactions, received: Received[CustomerRestated]) -> None:
    """The card as it is."""
    customer = on.uses.customers.insertion(_customer(received.event))
    await on.replicas.compare(received.event.replay, "customers", customer, received.mark)


async def on_order_decision(on: Reactions, received: Received[OrderDecision]) -> None:
    """The order shows whose it is, and why."""
    event = received.event
    decision = Decision(
        event.number,
        event.order_version,
        event.manager_id,
        event.decided.decision_id,
        event.decided.row,
        event.decided.reason,
    )
    if not await record_decision(on.uses, event.order_id, decision):
        STALE_EVENTS.labels(received.event.TYPE).inc()


async def on_decision_restated(on: Reactions, received: Received[DecisionRestated]) -> None:
    """The order shows whom assignment says."""
    await compare_decision(on.uses, on.replicas, received.event, received.mark)


async def on_mail(on: Reactions, received: Received[MailEvent]) -> None:
    """A link or a quote that was sent shows whether it arrived; other mails are nothing to orders."""
    mail = received.event.mail
    if mail.sending_id is None:
        return
    state = SendingState.SENT if isinstance(received.event, MailSent) else SendingState.FAILED
    await record_delivery(on.uses, Delivery(mail.sending_id, state, mail.reason, mail.version))


def _customer(event: AboutCustomer) -> Customer:
    card, personal = event.customer, event.personal
    return Customer(
        id=card.id,
        version=card.version,
        discount_percent=card.discount_percent,
        currency=card.currency,
        language=card.language,
        country=card.country,
        manager_id=card.manager_id,
        created_by=card.created_by,
        contact=Contact(
            name=personal.name,
            contact_person=personal.contact_person,
            email=personal.email,
            phone=personal.phone,
            address=personal.address,
        ),
        absorbed=card.absorbed,
        merged_into=card.merged_into,
        erased=card.erased,
        active=card.active,
    )


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    CustomerMerged: on_customer_merged,
    CustomerUnmerged: on_customer_unmerged,
    CustomerErased: on_customer_erased,
    CustomerRestated: on_customer_restated,
    CustomersReplayFinished: on_replay_finished,
    OrderAssigned: on_order_decision,
    OrderUnassigned: on_order_decision,
    DecisionRestated: on_decision_restated,
    LinksReplayFinished: on_replay_finished,
    MailSent: on_mail,
    MailFailed: on_mail,
    **STAFF_AND_GROUPS,
    **STAFF_AND_GROUPS_RESTATED,
}
