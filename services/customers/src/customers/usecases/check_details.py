"""The fields of a card as they are saved: phone and VAT number must make sense in their country (ML-9, ML-12)."""

from chassis.errors import Fault, Invalid
from customers.domain.card import Details
from customers.domain.checked import WrongFields, checked


def check_details(details: Details, region: str, before: Details | None = None) -> Details:
    """The details with their normalised forms; raises Invalid with a pointer to each wrong field."""
    try:
        return checked(details, region, before)
    except WrongFields as wrong:
        raise Invalid(faults=tuple(Fault(f"/{field}", why) for field, why in wrong.why.items())) from None
