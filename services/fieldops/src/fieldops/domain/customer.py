"""A customer as fieldwork knows him."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Customer:
    """What a rep needs on his phone to choose a customer and to find him (R9-1, R9-7). `merged_into`: the card that
    stands for his; `erased`: he was forgotten."""

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
    merged_into: str | None = None
    erased: bool = False

    @property
    def listed(self) -> bool:
        """Whether a rep can choose him."""
        return self.merged_into is None and not self.erased

    @property
    def held_by(self) -> str | None:
        """Whose own he is, as long as he can be chosen."""
        return self.owner_id if self.listed else None
