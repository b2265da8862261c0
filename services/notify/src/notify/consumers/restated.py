"""What is told anew is compared with the replicas (N5); nobody is told of it."""

from chassis.broker import Received
from contracts.assignment import AbsenceRestated
from contracts.customers import CustomerRestated
from contracts.orders import OrderLinkRestated, OrderRestated
from notify.consumers.reading import absence_of, customer_of, link_of, order_of
from notify.consumers.uses import Uses


async def on_order_restated(uses: Uses, received: Received[OrderRestated]) -> None:
    """The order as it is."""
    order = uses.deps.archive.orders.kept(order_of(received.event))
    await uses.replicas.compare(received.event.replay, "orders", order, received.mark)


async def on_customer_restated(uses: Uses, received: Received[CustomerRestated]) -> None:
    """The card as it is."""
    customer = uses.deps.archive.customers.kept(customer_of(received.event))
    await uses.replicas.compare(received.event.replay, "customers", customer, received.mark)


async def on_link_restated(uses: Uses, received: Received[OrderLinkRestated]) -> None:
    """The order link as it is."""
    link = uses.deps.archive.links.kept(link_of(received.event))
    await uses.replicas.compare(received.event.replay, "order_links", link, received.mark)


async def on_absence_restated(uses: Uses, received: Received[AbsenceRestated]) -> None:
    """The absence as it is."""
    absence = uses.deps.archive.absences.kept(absence_of(received.event))
    await uses.replicas.compare(received.event.replay, "absences", absence, received.mark)
