"""Somebody is back earlier, or stays after all (M3): nothing has to be given back, because no link moved (N4)."""

from dataclasses import dataclass, replace

from assignment.domain.absences import Phase
from assignment.ports import Deps
from assignment.usecases.announce import absence_changed
from assignment.usecases.change_absence import open_absence
from chassis.access import Scope


@dataclass(frozen=True, slots=True)
class EndAbsence:
    """`version` is the absence that the human saw; `scope`: whose absences the caller may end."""

    id: str
    staff_id: str
    version: int
    scope: Scope


async def end_absence(deps: Deps, command: EndAbsence) -> None:
    """A planned absence goes, a current one ends now and stays as history. Raises NotFound, VersionConflict with the
    current version, AbsenceOver."""
    absence = await open_absence(deps, command.staff_id, command.id, command.version, command.scope)
    now = deps.clock.now()
    if absence.phase(now) is Phase.PLANNED or absence.start == now:
        write, event = deps.absences.removed(absence), absence_changed(absence, cancelled=True)
    else:
        ended = replace(absence, version=absence.version + 1, end=now, updated_at=now)
        write, event = deps.absences.replaced(ended), absence_changed(ended)
    try:
        await deps.commits.commit(deps.companies.changed([write], [event]))
    finally:
        deps.companies.forget()
