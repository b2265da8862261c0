"""What fieldops tells the others."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Contract, Event


class Visit(Contract):
    """A visit of a field rep to a customer (R9-2)."""

    id: str
    version: int
    customer_id: str
    rep_id: str
    started_at: datetime
    note_1: str | None = None
    note_2: str | None = None


class VisitReported(Event):
    """A visit came in."""

    TYPE: ClassVar[str] = "vinculo.fieldops.visit.reported.v1"
    visit: Visit

    @property
    def subject(self) -> str:
        return self.visit.id

    @property
    def sequence(self) -> int:
        return self.visit.version
