"""A visit to a customer, with two independent notes (R9-2, R9-15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(days=1)
"""How far a phone's clock may be wrong."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the rep reported it, perhaps days later and more than once (R9-9, R9-10). `customer_id` is whose it is
    now, `reported_of` whom the report named; None of visits that were kept before that was."""

    id: str
    version: int
    customer_id: str
    rep_id: str
    started_at: datetime
    note_1: str | None
    note_2: str | None
    created_at: datetime
    updated_at: datetime
    reported_of: str | None = None

    def says_the_same(self, other: "Visit") -> bool:
        """Whether both reports have the same content, as far as this one still tells it."""
        return (
            (self.id, self.rep_id, self.started_at) == (other.id, other.rep_id, other.started_at)
            and (self._is_forgotten or (self.note_1, self.note_2) == (other.note_1, other.note_2))
            and (self.customer_id == other.customer_id or self._named == other._named)
        )

    @property
    def _is_forgotten(self) -> bool:
        """Whether its notes went with the customer's data: nothing else makes a further version of a visit."""
        return self.version > 1

    @property
    def _named(self) -> str:
        return self.reported_of or self.customer_id


def lies_ahead(started_at: datetime, now: datetime) -> bool:
    """Whether a visit begins later than any phone's clock excuses."""
    return started_at > now + AHEAD
