"""Fields whose meaning depends on one another: phone and VAT number are read in the light of the country."""

from dataclasses import replace

from customers.domain.card import Details
from customers.domain.phone import read_phone
from customers.domain.vat import read_vat_number


class WrongFields(ValueError):
    """What is wrong, by field."""

    def __init__(self, why: dict[str, str]) -> None:
        super().__init__(", ".join(why))
        self.why = why


def checked(details: Details, region: str, before: Details | None = None) -> Details:
    """The details with the normalised forms of phone (E.164) and VAT number. `region` stands in for the country of a
    card that has none. What is as it was `before` stands as it is. Raises WrongFields."""
    why: dict[str, str] = {}
    phone, vat_number = details.phone_e164, details.vat_normalised
    if _touched(details, before, "phone"):
        try:
            phone = read_phone(details.phone, details.country or region) if details.phone else None
        except ValueError as error:
            why["phone"] = str(error)
    if _touched(details, before, "vat_number"):
        try:
            vat_number = read_vat_number(details.vat_number, details.country) if details.vat_number else None
        except ValueError as error:
            why["vat_number"] = str(error)
    if why:
        raise WrongFields(why)
    return replace(details, phone_e164=phone, vat_normalised=vat_number)


def _touched(details: Details, before: Details | None, field: str) -> bool:
    if before is None:
        return True
    return any(getattr(details, name) != getattr(before, name) for name in (field, "country"))
