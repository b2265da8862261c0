"""Keep what mails show and whom they reach."""

from contextlib import suppress

from chassis.access import on_staff_changed as keep_member
from chassis.broker import Received, look_again
from chassis.inbox import AlreadyDone
from chassis.telemetry import STALE_EVENTS, traceparent
from contracts.assignment import AbsenceChanged, StaffChanged
from contracts.customers import CustomerCreated, CustomerErased, CustomerEvent
from contracts.orders import OrderCreated, OrderEvent
from notify.consumers.reading import absence_of, customer_of, is_past, order_of
from notify.consumers.uses import Uses
from notify.domain.mail import INACTIVE
from notify.usecases.confirm_order import confirm_order

ERASED = "erased"
"""The act behind an order that lost its customer's data."""


async def on_order(uses: Uses, received: Received[OrderEvent]) -> None:
    """Keeps the order that mails show; tells whoever ordered himself that it has come in."""
    event, order = received.event, order_of(received.event)
    new = isinstance(event, OrderCreated)
    if not await uses.deps.archive.orders.keep(order, new=new):
        STALE_EVENTS.labels(event.TYPE).inc()
    if new and uses.confirm_orders and order.is_confirmed and not is_past(event):
        # Also if it is kept already: a crash may have come in between. Whoever was forgotten since gets nothing.
        kept = await uses.deps.archive.orders.at(order.id, order.version)
        if kept is not None and kept.contact.name:
            await confirm_order(uses.deps, uses.desk, kept, event.order.language, traceparent())
    if event.act.verb == ERASED:
        archive = uses.deps.archive
        await archive.mails.wipe_of_order(order.id)
        if order.customer_id is None:
            # A guest goes by the id of his order.
            await archive.sendings.wipe(await archive.mails.wipe_of_customer(order.id))
        look_again(received)


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """Keeps the customer that mails show."""
    event = received.event
    if not await uses.deps.archive.customers.keep(customer_of(event), new=isinstance(event, CustomerCreated)):
        STALE_EVENTS.labels(event.TYPE).inc()


async def on_customer_erased(uses: Uses, received: Received[CustomerErased]) -> None:
    """Whoever was forgotten: nothing that was sent to him or about him tells of him any more."""
    await on_customer(uses, received)
    archive = uses.deps.archive
    await archive.sendings.wipe(await archive.mails.wipe_of_customer(received.event.customer.id))
    look_again(received)


async def on_absence(uses: Uses, received: Received[AbsenceChanged]) -> None:
    """Keeps who is away, for the digests (O8)."""
    if not await uses.deps.archive.absences.keep(absence_of(received.event)):
        STALE_EVENTS.labels(received.event.TYPE).inc()


async def on_staff_changed(uses: Uses, received: Received[StaffChanged]) -> None:
    """The replica of staff follows; what is queued for somebody who was deactivated is never sent, also if he comes
    back (M1)."""
    # The mark says nothing of the mails: a crash may have come in between.
    with suppress(AlreadyDone):
        await keep_member(uses, received)
    member = await uses.directory.member(received.event.member.id)
    if member is not None and not member.active:
        await uses.deps.archive.mails.drop_queued(member.id, INACTIVE)
