"""The rosters of former versions of the company, folded from what each version changed (N1, N2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assignment.domain.absences import StaffAbsence
from assignment.domain.facts import Absence, Roster
from assignment.domain.staff import Group, Staff


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a version of the company made of one member, group or absence, and when; `now` None: it was removed;
    `at` None: nobody knows when."""

    version: int
    of: str
    now: Staff | Group | StaffAbsence | None
    at: datetime | None = None


class RosterHistory:
    """Hands out rosters by version; cheapest if the versions asked for grow."""

    def __init__(self, changes: Iterable[RosterChange]) -> None:
        self._changes = sorted(changes, key=lambda change: change.version)
        self._folded = 0
        self._company: dict[str, Staff | Group | StaffAbsence] = {}
        self._roster = Roster(0, ())

    def as_of(self, version: int) -> Roster:
        """The roster as that version left it: decisions of that version come out the same by it.

        It also has absences that were over by then.
        """
        if version < self._roster.version:
            self._folded, self._company, self._roster = 0, {}, Roster(0, ())
        if version != self._roster.version:
            self._fold(version)
            self._roster = self._made(version)
        return self._roster

    def versions_after(self, version: int) -> list[tuple[int, datetime | None]]:
        """The later versions that changed anybody or anything, each with when, if that is known."""
        return list({change.version: change.at for change in self._changes if change.version > version}.items())

    def _fold(self, version: int) -> None:
        while self._folded < len(self._changes) and self._changes[self._folded].version <= version:
            change = self._changes[self._folded]
            if change.now is None:
                self._company.pop(change.of, None)
            else:
                self._company[change.of] = change.now
            self._folded += 1

    def _made(self, version: int) -> Roster:
        known = self._company.values()
        permissions = {each.name: each.permissions for each in known if isinstance(each, Group)}
        absences: dict[str, tuple[Absence, ...]] = {}
        planned = [each for each in known if isinstance(each, StaffAbsence)]
        for each in sorted(planned, key=lambda absence: (absence.start, absence.id)):
            absences[each.staff_id] = (*absences.get(each.staff_id, ()), each.fact())
        members = (each for each in known if isinstance(each, Staff))
        return Roster(version, [member.fact(permissions, absences.get(member.id, ())) for member in members])
