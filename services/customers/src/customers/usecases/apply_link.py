"""Assignment linked a customer to a manager, or cleared the link: the card follows (RC-5, RC-10, RC-14)."""

from dataclasses import dataclass

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import Transient
from chassis.inbox import Mark
from chassis.telemetry import STALE_EVENTS
from contracts.customers import CustomerUpdated
from customers.domain.card import Link
from customers.ports import Deps
from customers.usecases.announce import SYSTEM, act, customer, personal


@dataclass(frozen=True, slots=True)
class ApplyLink:
    """News of a link, by the event that `mark` remembers."""

    customer_id: str
    link: Link
    event_type: str
    mark: Mark


async def apply_link(deps: Deps, command: ApplyLink) -> None:
    """Fills the manager field. Old news is dropped, and news of a card that another stands for; what changes nothing
    that people see is only remembered."""
    card = await deps.cards.get(command.customer_id, Scope.everything())
    if card is None and await deps.merges.of_duplicate(command.customer_id) is not None:
        STALE_EVENTS.labels(command.event_type).inc()
        return
    if card is None:
        raise Transient(f"customer {command.customer_id} is not here yet")
    linked = card.linked(command.link, deps.clock.now())
    if linked is card:
        STALE_EVENTS.labels(command.event_type).inc()
        return
    events = []
    if linked.version != card.version:
        events.append(
            CustomerUpdated(customer=customer(linked), personal=personal(linked), act=act("linked", SYSTEM, linked))
        )
    await deps.committer.commit(Unit([deps.cards.replace(linked, card)], events, command.mark))
