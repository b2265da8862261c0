"""News of a customer: the replica follows (R9-7)."""

from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import VersionConflict
from chassis.inbox import AlreadyDone, Mark
from chassis.telemetry import STALE_EVENTS
from contracts.customers import Customer as ToldCustomer
from contracts.customers import CustomerEvent, Personal
from fieldops.domain.customer import Customer
from fieldops.ports import Deps


async def follow_customer(deps: Deps, event: CustomerEvent, mark: Mark) -> None:
    """Keeps the customer as told, unless what is kept is as new."""
    told = told_customer(event.customer, event.personal)
    kept = await deps.customers.card(told.id)
    if kept is not None and kept.version >= told.version:
        STALE_EVENTS.labels(event.TYPE).inc()
        return
    write: Write = deps.customers.insert(told)
    if kept is not None:
        write = deps.customers.replace(told, kept)
    try:
        await deps.committer.commit(Unit([write], mark=mark))
    except AlreadyExists as error:
        # Another replica of this service had other news of him at the same moment: look again.
        raise VersionConflict from error
    except AlreadyDone:
        # Kept a moment ago; what follows from the news may still be to do: a crash may have come in between.
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
