"""Somebody will be away, or is already: from when to when, and who stands in (M3, O8, N4)."""

from dataclasses import dataclass
from datetime import datetime

from assignment.domain.absences import StaffAbsence
from assignment.ports import Deps
from assignment.usecases.announce import absence_changed
from chassis.access import Scope
from chassis.errors import Invalid, NotFound
from chassis.inbox import Mark


@dataclass(frozen=True, slots=True)
class PlanAbsence:
    """`id` is fresh; `scope`: whose absences the caller may plan; `mark` makes a repeated request known."""

    id: str
    staff_id: str
    start: datetime
    end: datetime
    cover_id: str | None
    scope: Scope
    mark: Mark | None


async def plan_absence(deps: Deps, command: PlanAbsence) -> StaffAbsence:
    """The next decision knows of it. Raises NotFound, Invalid for an impossible period or cover, AlreadyDone."""
    if await deps.staff.get(command.staff_id, command.scope) is None:
        raise NotFound
    now = deps.clock.now()
    absence = StaffAbsence(
        id=command.id,
        version=1,
        staff_id=command.staff_id,
        start=command.start,
        end=command.end,
        cover_id=command.cover_id,
        created_at=now,
        updated_at=now,
    )
    await check_absence(deps, absence)
    try:
        await deps.commits.commit(
            deps.companies.changed([deps.absences.added(absence)], [absence_changed(absence)], command.mark)
        )
    finally:
        deps.companies.forget()
    return absence


async def check_absence(deps: Deps, absence: StaffAbsence) -> None:
    """Invalid unless it ends after it begins, and its cover is somebody else who is ACTIVE."""
    if absence.end <= absence.start:
        raise Invalid.field("/to", "must be later than `from`")
    if absence.cover_id is None:
        return
    if absence.cover_id == absence.staff_id:
        raise Invalid.field("/cover_id", "nobody covers for himself")
    cover = await deps.staff.get(absence.cover_id, Scope.everything())
    if cover is None or not cover.active:
        raise Invalid.field("/cover_id", "not an active member of staff")
