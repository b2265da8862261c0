"""What a group permits changes; everywhere, within seconds (NX-15)."""

from dataclasses import dataclass, replace

from assignment.domain.permissions import Permissions, wrong_permissions
from assignment.domain.staff import Group
from assignment.ports import Deps
from assignment.usecases.announce import group_changed
from chassis.errors import Fault, Invalid, NotFound, VersionConflict


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """All permissions of the group; what is not named is not permitted."""

    name: str
    version: int
    permissions: Permissions


async def change_group(deps: Deps, command: ChangeGroup) -> Group:
    """Raises NotFound, VersionConflict with the current version, Invalid for permissions that there are not."""
    group = await deps.groups.get(command.name)
    if group is None:
        raise NotFound
    if group.version != command.version:
        raise VersionConflict(version=group.version)
    wrong = wrong_permissions(command.name, command.permissions)
    if wrong:
        raise Invalid(faults=tuple(Fault(f"/permissions/{name}", why) for name, why in wrong.items()))
    changed = replace(
        group, version=group.version + 1, permissions=dict(command.permissions), updated_at=deps.clock.now()
    )
    try:
        await deps.commits.commit(deps.companies.changed([deps.groups.replaced(changed)], [group_changed(changed)]))
    finally:
        deps.companies.forget()
    return changed
