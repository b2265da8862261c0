"""A visit to a customer, with two independent notes (R9-2, R9-15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(days=1)
"""How far a phone's clock may be wrong."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the rep reported it, perhaps days later and more than once (R9-9, R9-10)."""

    id: str
    version: int
    customer_id: str
    rep_id: str
    started_at: datetime
    note_1: str | None
    note_2: str | None
    created_at: datetime
    updated_at: datetime

    def says_the_same(self, other: "Visit") -> bool:
        """Whether both reports have the same content."""
        return self._content == other._content

    @property
    def _content(self) -> tuple[object, ...]:
        return self.id, self.customer_id, self.rep_id, self.started_at, self.note_1, self.note_2


def lies_ahead(started_at: datetime, now: datetime) -> bool:
    """Whether a visit begins later than any phone's clock excuses."""
    return started_at > now + AHEAD
