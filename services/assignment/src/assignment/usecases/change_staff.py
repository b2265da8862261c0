"""A member changes: moves between groups, works other hours, leaves or comes back (NX-14, RC-19, M1, M2)."""

from dataclasses import dataclass, replace
from typing import Any

from assignment.domain.permissions import ADMINS
from assignment.domain.staff import Staff
from assignment.ports import Deps, StaffQuery
from assignment.usecases.announce import staff_changed
from assignment.usecases.create_staff import known_groups, store_staff
from chassis.access import Scope
from chassis.errors import Conflict, NotFound, VersionConflict

_EVERYTHING = Scope.everything()
_TRIES = 5


class LastAdmin(Conflict):
    """Nobody could manage staff any more."""

    type = "last-admin"
    title = "The last active member of Admins cannot leave"


@dataclass(frozen=True, slots=True)
class ChangeStaff:
    """`changes`: the fields of Staff that are to change, and no others; `active` None leaves it."""

    id: str
    version: int
    changes: dict[str, Any]
    active: bool | None


async def change_staff(deps: Deps, command: ChangeStaff) -> Staff:
    """Raises NotFound, VersionConflict with the current version, Invalid for unknown groups, EmailTaken, LastAdmin."""
    for _ in range(_TRIES):
        staff = await deps.staff.get(command.id, _EVERYTHING)
        if staff is None:
            raise NotFound
        if staff.version != command.version:
            raise VersionConflict(version=staff.version)
        await known_groups(deps, command.changes.get("groups", ()))
        now = deps.clock.now()
        changed = replace(staff, version=staff.version + 1, updated_at=now, **command.changes)
        if command.active is not None and command.active is not staff.active:
            changed = replace(changed, inactive_since=None if command.active else now)
        writes = [deps.staff.replaced(changed)]
        if _admin(staff) and not _admin(changed):
            # Whoever is left may be leaving in the same moment.
            writes.append(deps.staff.unchanged(await _another_admin(deps, staff)))
        try:
            await store_staff(deps, deps.companies.changed(writes, [staff_changed(changed)]), changed)
        except VersionConflict:
            continue
        return changed
    raise VersionConflict


async def _another_admin(deps: Deps, staff: Staff) -> Staff:
    for admin in await deps.staff.find(StaffQuery(active=True, group=ADMINS), _EVERYTHING, 2):
        if admin.id != staff.id:
            return admin
    raise LastAdmin


def _admin(staff: Staff) -> bool:
    return staff.active and ADMINS in staff.groups
