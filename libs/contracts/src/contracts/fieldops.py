"""What fieldops tells the others."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Record, StateEvent


class Visit(Record):
    """A visit of a field rep to a customer (R9-2)."""

    customer_id: str
    rep_id: str
    started_at: datetime
    note_1: str | None = None
    note_2: str | None = None


class VisitReported(StateEvent):
    """A visit came in."""

    TYPE: ClassVar[str] = "vinculo.fieldops.visit.reported.v1"
    visit: Visit

    @property
    def record(self) -> Visit:
        return self.visit
