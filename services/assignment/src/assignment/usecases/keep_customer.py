"""A card changed and there is nothing to decide: the replica follows."""

from dataclasses import dataclass

from assignment.domain.records import CustomerRecord
from assignment.ports import Deps
from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from chassis.inbox import Mark
from contracts.customers import Customer, CustomerEvent, Personal


@dataclass(frozen=True, slots=True)
class KeepCustomer:
    """The event that says so."""

    event: CustomerEvent
    mark: Mark


async def keep_customer(deps: Deps, command: KeepCustomer) -> bool:
    """False if the card is known in this version or a later one already."""
    card = command.event.customer
    before = await deps.customers.get(card.id)
    if before is not None and before.version >= card.version:
        return False
    try:
        await deps.commits.commit(
            Unit([deps.customers.kept(customer_record(command.event), before)], mark=command.mark)
        )
    except AlreadyExists as error:
        raise VersionConflict from error
    return True


def customer_record(event: CustomerEvent) -> CustomerRecord:
    """What is kept of the card after an event."""
    return record_of_card(event.customer, event.personal)


def record_of_card(card: Customer, personal: Personal) -> CustomerRecord:
    """What is kept of a card."""
    return CustomerRecord(
        id=card.id,
        version=card.version,
        name=personal.name,
        status=card.status,
        temperature=card.temperature,
        language=card.language,
        country=card.country,
        currency=card.currency,
        region=card.region,
        merged_into=card.merged_into,
    )
