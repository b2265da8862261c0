"""What events tell, in the words of this service."""

from assignment.domain.records import CustomerRecord
from contracts.customers import Customer, CustomerEvent, Personal


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
