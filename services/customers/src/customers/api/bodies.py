"""What is accepted."""

from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator

from chassis.http import Body
from customers.api import fields as f
from customers.domain.card import Channel, Chosen, Details, Status, Temperature
from customers.domain.note import Priority

_NEVER_NULL = ("name", "status", "discount_percent", "active")


class NoteBody(Body):
    """A note (ML-18)."""

    text: f.NoteText
    priority: Priority = "none"


class NoteChange(Body):
    """What of a note is to change."""

    text: f.NoteText | None = None
    priority: Priority | None = None


class CustomerBody(Body):
    """A new customer (ML-8 to ML-17)."""

    name: f.Name
    external_id: f.ExternalId = None
    vat_number: f.VatNumber = None
    contact_person: f.ContactPerson = None
    email: f.Email = None
    phone: f.Phone = None
    address: f.Address = None
    status: Status = "potential"
    temperature: Temperature | None = None
    discount_percent: f.Discount = Decimal(0)
    currency: f.PreferredCurrency = None
    language: f.Language = None
    country: f.Country = None
    region: f.Region = None
    active: f.Active = True
    manager_id: f.StaffId | None = Field(default=None, description="Must be an active member of staff.")
    channel: Channel = Field(default="office", description="At `pos`, whoever creates it is its manager.")
    notes: list[NoteBody] = Field(default=[], max_length=50, description="First notes, the oldest first.")

    def details(self) -> Details:
        """The card's own fields."""
        return Details(**self.model_dump(exclude={"manager_id", "channel", "notes"}))


class CustomerChange(Body):
    """The fields that are to change; null empties a field, `manager_id: null` clears the manager (C8)."""

    name: f.Name | None = None
    external_id: f.ExternalId = None
    vat_number: f.VatNumber = None
    contact_person: f.ContactPerson = None
    email: f.Email = None
    phone: f.Phone = None
    address: f.Address = None
    status: Status | None = None
    temperature: Temperature | None = None
    discount_percent: f.Discount | None = None
    currency: f.PreferredCurrency = None
    language: f.Language = None
    country: f.Country = None
    region: f.Region = None
    active: f.Active | None = None
    manager_id: f.StaffId | None = None

    @model_validator(mode="after")
    def _never_null(self) -> Self:
        for name in _NEVER_NULL:
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError(f"{name} cannot be null")
        return self

    def changes(self) -> dict[str, Any]:
        """The card's own fields that were sent."""
        return self.model_dump(exclude_unset=True, exclude={"manager_id"})

    def chosen(self) -> Chosen | None:
        """The choice, if the manager field was sent."""
        return Chosen(self.manager_id) if "manager_id" in self.model_fields_set else None
