"""Who works here and by which settings orders are distributed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assignment.domain.absences import StaffAbsence
from assignment.domain.eligible_time import State
from assignment.domain.facts import Absence, Roster
from assignment.domain.roster_history import RosterHistory
from assignment.domain.settings import Settings
from assignment.domain.staff import Group, Staff
from chassis.access import Scope
from chassis.commit import Numbered, Write
from chassis.inbox import Mark
from contracts.base import Event


@dataclass(frozen=True, slots=True)
class Company:
    """Staff and their absences, permissions and distribution settings as of one version, which grows with every change
    of any of them."""

    version: int
    roster: Roster
    settings: Settings
    names: Mapping[str, str]


class Companies(Protocol):
    """The company as it is now, kept in the process, and as it was."""

    async def current(self) -> Company:
        """As last looked at; a decision must also require it `unchanged`, so that a stale look is found out."""
        ...

    async def version_before(self, instant: datetime) -> int:
        """The version that the company had until then, as far as staff, groups and absences are concerned."""
        ...

    async def rosters(self, first: int, last: int) -> RosterHistory:
        """The rosters of the versions from `first` to `last`, as decisions were made by them."""
        ...

    async def states(self, until: datetime) -> list[tuple[str, State]]:
        """How each member was from when on, by id and time, up to `until`, with the roles that he had then."""
        ...

    def forget(self) -> None:
        """Look again next time."""
        ...

    def unchanged(self, company: Company) -> Write:
        """The precondition that this is still the company when a unit is committed."""
        ...

    def changed(self, writes: Sequence[Write], events: Sequence[Event], mark: Mark | None = None) -> Numbered:
        """The unit of a change of staff, absences, groups or settings: it moves the company to its next version."""
        ...


@dataclass(frozen=True, slots=True)
class StaffQuery:
    """Which members; None asks nothing. `after` is (name, id) of the last one seen."""

    active: bool | None = None
    group: str | None = None
    email: str | None = None
    external_id: str | None = None
    after: tuple[str, str] | None = None


class StaffStore(Protocol):
    """The members of staff."""

    async def get(self, staff_id: str, scope: Scope) -> Staff | None: ...

    async def find(self, query: StaffQuery, scope: Scope, limit: int) -> list[Staff]: ...

    async def walk(self, scope: Scope, after: str, limit: int) -> list[Staff]:
        """In order of id, behind `after`."""
        ...

    def added(self, staff: Staff) -> Write: ...

    def unchanged(self, staff: Staff) -> Write:
        """The precondition that he is still as he was read."""
        ...

    def replaced(self, staff: Staff) -> Write:
        """In place of the version before."""
        ...


class AbsenceStore(Protocol):
    """The absences of all members."""

    async def get(self, absence_id: str, scope: Scope) -> StaffAbsence | None: ...

    async def of(
        self, staff_id: str, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[StaffAbsence]:
        """The latest begin first; `after` is (start, id) of the last one seen."""
        ...

    async def walk(self, scope: Scope, after: str, limit: int) -> list[StaffAbsence]:
        """In order of id, behind `after`."""
        ...

    async def ending_after(self, instant: datetime) -> Mapping[str, tuple[Absence, ...]]:
        """All that are not over by then, by person."""
        ...

    def added(self, absence: StaffAbsence) -> Write: ...

    def replaced(self, absence: StaffAbsence) -> Write: ...

    def removed(self, absence: StaffAbsence) -> Write: ...


class GroupStore(Protocol):
    """The groups."""

    async def get(self, name: str) -> Group | None: ...

    async def all(self) -> list[Group]: ...

    def added(self, group: Group) -> Write: ...

    def replaced(self, group: Group) -> Write: ...


@dataclass(frozen=True, slots=True)
class Distribution:
    """A version of the distribution settings, by whom and when; `by` None: as delivered."""

    settings: Settings
    by: str | None
    at: datetime
    first_at: datetime


class DistributionStore(Protocol):
    """The distribution settings; every version is kept."""

    async def current(self) -> Distribution | None: ...

    async def as_of(self, version: int) -> Distribution | None: ...

    async def versions(self, before: int | None, limit: int) -> list[Distribution]:
        """The newest first; those before that version, if given."""
        ...

    def introduced(self, distribution: Distribution) -> Sequence[Write]: ...

    def replaced(self, distribution: Distribution) -> Sequence[Write]: ...
