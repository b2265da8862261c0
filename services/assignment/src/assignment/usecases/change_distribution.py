"""The distribution settings change; decisions name the version that they were made by (RC-9, RC-11)."""

from dataclasses import dataclass, replace

from assignment.domain.settings import Settings
from assignment.ports import Company, Deps, Distribution
from chassis.errors import Fault, Invalid, NotFound, VersionConflict


@dataclass(frozen=True, slots=True)
class ChangeDistribution:
    """The settings as a whole; their version is given by the service."""

    version: int
    settings: Settings
    by: str


async def change_distribution(deps: Deps, command: ChangeDistribution) -> Distribution:
    """Raises VersionConflict with the current version, Invalid for groups or members that are not there."""
    current = await deps.distribution.current()
    if current is None:
        raise NotFound
    if current.settings.version != command.version:
        raise VersionConflict(version=current.settings.version)
    deps.companies.forget()
    faults = await unknown_parties(deps, await deps.companies.current(), command.settings)
    if faults:
        raise Invalid(faults=faults)
    changed = Distribution(
        settings=replace(command.settings, version=command.version + 1),
        by=command.by,
        at=deps.clock.now(),
        first_at=current.first_at,
    )
    try:
        await deps.commits.commit(deps.companies.changed(deps.distribution.replaced(changed), []))
    finally:
        deps.companies.forget()
    return changed


async def unknown_parties(deps: Deps, company: Company, settings: Settings, under: str = "") -> tuple[Fault, ...]:
    """What pools name that is not there, or twice, and conditions that nothing meets; the settings lie at the pointer
    `under`."""
    groups = {group.name for group in await deps.groups.all()}
    faults: list[Fault] = []
    for at, pool in enumerate(settings.pools):
        faults += [
            Fault(f"{under}/pools/{at}/groups/{place}", "no such group")
            for place, name in enumerate(pool.groups)
            if name not in groups
        ]
        faults += [
            Fault(f"{under}/pools/{at}/members/{place}", "no such member of staff")
            for place, member in enumerate(pool.members)
            if company.roster.get(member) is None
        ]
        low, high = pool.when.total_from, pool.when.total_below
        if low is not None and high is not None and high <= low:
            faults.append(Fault(f"{under}/pools/{at}/when/total_below", "must be more than total_from"))
    names = [pool.name for pool in settings.pools]
    faults += [
        Fault(f"{under}/pools/{at}/name", "another pool has this name")
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    return tuple(faults)
