"""Every member of staff, every group and every absence is told anew (N5)."""

from collections.abc import Sequence

from assignment.ports import Deps
from assignment.usecases.announce import absence_changed, group_changed, staff_changed
from chassis.access import Scope
from contracts.assignment import AbsenceRestated, GroupRestated, StaffRestated
from contracts.base import Event
from contracts.replay import Replay


async def restate_staff(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many members behind that id, each with the event that tells him."""
    members = await deps.staff.walk(Scope.everything(), after, limit)
    return [(each.id, StaffRestated(member=staff_changed(each).member, replay=replay)) for each in members]


async def restate_groups(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many groups behind that name, each with the event that tells it."""
    groups = [each for each in await deps.groups.all() if each.name > after]
    changes = [group_changed(each) for each in groups[:limit]]
    return [
        (each.name, GroupRestated(name=each.name, version=each.version, permissions=each.permissions, replay=replay))
        for each in changes
    ]


async def restate_absences(deps: Deps, replay: Replay, after: str, limit: int) -> Sequence[tuple[str, Event]]:
    """At most so many absences behind that id, also those that are over, each with the event that tells it."""
    absences = await deps.absences.walk(Scope.everything(), after, limit)
    return [(each.id, AbsenceRestated(absence=absence_changed(each).absence, replay=replay)) for each in absences]
