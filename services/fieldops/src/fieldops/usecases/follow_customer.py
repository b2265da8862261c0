"""News of a customer: the replica follows (R9-7), and whose he was until now is remembered (R9-9)."""

from chassis.telemetry import STALE_EVENTS
from contracts.customers import Customer as ToldCustomer
from contracts.customers import CustomerCreated, CustomerEvent, Personal
from fieldops.domain.customer import Customer
from fieldops.domain.handover import handed_over
from fieldops.ports import Deps


async def follow_customer(deps: Deps, event: CustomerEvent) -> None:
    """Keeps the customer as told, unless what is kept is as new."""
    told = told_customer(event.customer, event.personal)
    new = isinstance(event, CustomerCreated)
    kept = None if new else await deps.customers.card(told.id)
    # First, so that it is not lost if the service dies in between and the news comes again.
    if kept is not None and (handover := handed_over(kept, told)) is not None:
        await deps.handovers.remember(handover)
    if not await deps.customers.keep(told, new=new):
        STALE_EVENTS.labels(event.TYPE).inc()


def told_customer(customer: ToldCustomer, personal: Personal) -> Customer:
    """What is kept of a card."""
    return Customer(
        id=customer.id,
        version=customer.version,
        name=personal.name,
        contact_person=personal.contact_person,
        phone=personal.phone,
        address=personal.address,
        language=customer.language,
        status=customer.status.value,
        owner_id=customer.manager_id or customer.created_by,
        created_at=customer.created_at,
        updated_at=customer.updated_at,
        merged_into=customer.merged_into,
        erased=customer.erased,
    )
