"""An absence takes longer or ends earlier, or somebody else stands in (M3)."""

from dataclasses import dataclass, replace
from typing import Any

from assignment.domain.absences import Phase, StaffAbsence
from assignment.ports import Deps
from assignment.usecases.announce import absence_changed
from assignment.usecases.plan_absence import check_absence
from chassis.access import Scope
from chassis.errors import Conflict, NotFound, VersionConflict


class AbsenceOver(Conflict):
    """What is over is history."""

    type = "absence-over"
    title = "The absence is over and stays as it was"


@dataclass(frozen=True, slots=True)
class ChangeAbsence:
    """`changes`: those of `start`, `end`, `cover_id` that are to change; `scope`: whose absences he may change."""

    id: str
    staff_id: str
    version: int
    changes: dict[str, Any]
    scope: Scope


async def change_absence(deps: Deps, command: ChangeAbsence) -> StaffAbsence:
    """Raises NotFound, VersionConflict with the current version, AbsenceOver, Invalid for an impossible period or
    cover."""
    absence = await open_absence(deps, command.staff_id, command.id, command.version, command.scope)
    changed = replace(absence, version=absence.version + 1, updated_at=deps.clock.now(), **command.changes)
    await check_absence(deps, changed)
    try:
        await deps.commits.commit(deps.companies.changed([deps.absences.replaced(changed)], [absence_changed(changed)]))
    finally:
        deps.companies.forget()
    return changed


async def open_absence(deps: Deps, staff_id: str, absence_id: str, version: int, scope: Scope) -> StaffAbsence:
    """The absence at that version, unless it is over. Raises NotFound, VersionConflict, AbsenceOver."""
    absence = await deps.absences.get(absence_id, scope)
    if absence is None or absence.staff_id != staff_id:
        raise NotFound
    if absence.version != version:
        raise VersionConflict(version=absence.version)
    if absence.phase(deps.clock.now()) is Phase.OVER:
        raise AbsenceOver
    return absence
