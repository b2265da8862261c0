"""The block of personal data that customers and orders share in the store."""

from chassis.mongo import Doc
from orders.domain.order import Contact


def contact_doc(contact: Contact) -> Doc:
    """As it is stored."""
    return {
        "name": contact.name,
        "contact_person": contact.contact_person,
        "email": contact.email,
        "phone": contact.phone,
        "address": contact.address,
    }


def contact_of(doc: Doc) -> Contact:
    """From the store."""
    return Contact(
        name=doc["name"],
        contact_person=doc["contact_person"],
        email=doc["email"],
        phone=doc["phone"],
        address=doc["address"],
    )
