"""A card and a note as the other services hear of them."""

from chassis.access import Principal
from contracts.base import Act, Actor, Choice
from contracts.customers import Customer, CustomerNoteAdded, CustomerStatus, Personal, Temperature
from customers.domain.card import Card, Chosen
from customers.domain.note import Note

SYSTEM = Actor(kind="system")


def staff(caller: Principal) -> Actor:
    """A member of staff as the actor behind an event."""
    return Actor(kind="staff", id=caller.id, manager_role=caller.may("manager"))


def act(verb: str, actor: Actor, card: Card, chosen: Chosen | None = None) -> Act:
    """What was done to the card in its latest change."""
    choice = None if chosen is None else Choice(manager_id=chosen.manager_id)
    return Act(verb=verb, actor=actor, at=card.updated_at.isoformat(), choice=choice)


def customer(card: Card, merged_into: str | None = None) -> Customer:
    """The card without its personal data; `merged_into`: the card that stands for it."""
    details = card.details
    return Customer(
        id=card.id,
        version=card.version,
        external_id=details.external_id,
        status=CustomerStatus(details.status),
        temperature=Temperature(details.temperature) if details.temperature else None,
        discount_percent=details.discount_percent,
        currency=details.currency,
        language=details.language,
        country=details.country,
        region=details.region,
        channel=card.channel,
        manager_id=card.manager_id,
        choice_version=card.choice_version,
        link_version=card.link_version,
        created_by=card.created_by,
        created_at=card.created_at,
        updated_at=card.updated_at,
        absorbed=card.absorbed,
        merged_into=merged_into,
        erased=card.erased_at is not None,
        active=details.active,
    )


def personal(card: Card) -> Personal:
    """The card's personal data."""
    details = card.details
    return Personal(
        name=details.name,
        contact_person=details.contact_person,
        email=details.email,
        phone=details.phone,
        phone_e164=details.phone_e164,
        address=details.address,
        vat_number=details.vat_number,
        vat_normalised=details.vat_normalised,
    )


def note_added(note: Note) -> CustomerNoteAdded:
    """A new note."""
    return CustomerNoteAdded(
        customer_id=note.customer_id,
        note_id=note.id,
        version=note.version,
        priority=note.priority,
        text=note.text,
        author_id=note.created_by,
        created_at=note.created_at,
    )
