"""A customer as fieldwork knows him."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """What a rep needs on his phone to choose a customer and to find him (R9-1, R9-7)."""

    id: str
    version: int
    name: str
    contact_person: str | None
    phone: str | None
    address: str | None
    language: str | None
    status: str
    owner_id: str | None
    created_at: datetime
    updated_at: datetime
