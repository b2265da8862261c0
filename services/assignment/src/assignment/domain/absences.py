"""An absence of a member of staff as it is kept, also when it is over (M3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assignment.domain.facts import Absence


class Phase(StrEnum):
    """Where an absence stands; begin and end come by themselves."""

    PLANNED = "planned"
    CURRENT = "current"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class StaffAbsence:
    """Away from `start` until just before `end`; `cover_id` stands in. Absences of one person may overlap."""

    id: str
    version: int
    staff_id: str
    start: datetime
    end: datetime
    cover_id: str | None
    created_at: datetime
    updated_at: datetime

    def phase(self, now: datetime) -> Phase:
        """Planned, current or over at that instant."""
        if now < self.start:
            return Phase.PLANNED
        return Phase.CURRENT if now < self.end else Phase.OVER

    def fact(self) -> Absence:
        """What a decision may know of it."""
        return Absence(self.start, self.end, self.cover_id, self.id)
