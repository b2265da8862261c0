"""Contact data, as orders and customers store it."""

from chassis.mongo import Doc
from notify.domain.letter import Contact


def contact_to_doc(contact: Contact) -> Doc:
    """As it is stored."""
    return {
        "name": contact.name,
        "contact_person": contact.contact_person,
        "email": contact.email,
        "phone": contact.phone,
        "address": contact.address,
        "vat_number": contact.vat_number,
    }
