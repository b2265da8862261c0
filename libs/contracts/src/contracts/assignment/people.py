"""Who works here, who is away, and who may do what."""

from datetime import datetime
from typing import ClassVar

from contracts.base import Event, Record, StateEvent
from contracts.replay import Replay, ReplayFinished


class StaffMember(Record):
    """A member of staff as others need him. `active` false takes effect everywhere at once (M1)."""

    name: str
    email: str
    groups: tuple[str, ...]
    active: bool
    language: str = "en"
    time_zone: str = "UTC"


class AboutStaff(StateEvent):
    """How a member of staff is."""

    member: StaffMember

    @property
    def record(self) -> StaffMember:
        return self.member


class StaffChanged(AboutStaff):
    """A member of staff was created or changed (NX-14, M1, M2)."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.changed.v1"


class StaffRestated(AboutStaff):
    """How a member of staff is, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.restated.v1"

    replay: Replay


class Absence(Record):
    """Away from `start` until just before `end`; `cover_id` stands in (M3). `cancelled`: it was taken back before it
    began."""

    staff_id: str
    start: datetime
    end: datetime
    cover_id: str | None = None
    cancelled: bool = False


class AboutAbsence(StateEvent):
    """How an absence is."""

    absence: Absence

    @property
    def record(self) -> Absence:
        return self.absence


class AbsenceChanged(AboutAbsence):
    """An absence was planned, moved, ended or cancelled (M3)."""

    TYPE: ClassVar[str] = "vinculo.assignment.absence.changed.v1"


class AbsenceRestated(AboutAbsence):
    """How an absence is, told anew (N5). One that was cancelled is not told."""

    TYPE: ClassVar[str] = "vinculo.assignment.absence.restated.v1"

    replay: Replay


class AboutGroup(Event):
    """What a group permits: name of a permission to `own`, `all`, true or false."""

    name: str
    version: int
    permissions: dict[str, str | bool]

    @property
    def subject(self) -> str:
        return self.name

    @property
    def sequence(self) -> int:
        return self.version


class GroupChanged(AboutGroup):
    """The permissions of a group changed (NX-15)."""

    TYPE: ClassVar[str] = "vinculo.assignment.group.changed.v1"


class GroupRestated(AboutGroup):
    """What a group permits, told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.group.restated.v1"

    replay: Replay


class StaffReplayFinished(ReplayFinished):
    """All members, groups and absences were told anew (N5)."""

    TYPE: ClassVar[str] = "vinculo.assignment.replay.finished.v1"
