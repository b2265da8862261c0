"""Somebody chooses which mails he gets at once, once a day, or not at all; an admin may do so for him."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.access import Principal
from chassis.commit import AlreadyExists, Unit
from chassis.errors import Fault, Invalid, NotFound, VersionConflict
from notify.domain.preferences import Kind, Preferences, Timing, refused
from notify.ports import Deps

ADMIN = "staff.write"
"""Whoever may change members of staff may also choose for them."""


@dataclass(frozen=True, slots=True)
class ChooseMails:
    """All that he wants; kinds that are not named come at once."""

    staff_id: str
    version: int
    timings: Mapping[Kind, Timing]
    digest_hour: int


async def preferences_of(deps: Deps, staff_id: str, caller: Principal) -> Preferences:
    """What he has chosen. NotFound if there is nobody like that, or it is somebody else and the caller no admin."""
    if staff_id != caller.id and (not caller.may(ADMIN) or await deps.staff.member(staff_id) is None):
        raise NotFound
    return await deps.archive.preferences.get(staff_id)


async def choose_mails(deps: Deps, command: ChooseMails, caller: Principal) -> Preferences:
    """What he gets from now on. Raises NotFound as above, else as `choose`."""
    await preferences_of(deps, command.staff_id, caller)
    return await choose(deps, command)


async def choose(deps: Deps, command: ChooseMails) -> Preferences:
    """What he gets from now on, whoever was let in to choose. Raises VersionConflict with the current version, Invalid
    for what cannot be turned off."""
    before = await deps.archive.preferences.get(command.staff_id)
    if before.version != command.version:
        raise VersionConflict(version=before.version)
    if wrong := refused(command.timings):
        raise Invalid(faults=tuple(Fault(f"/kinds/{kind}", "cannot be turned off") for kind in wrong))
    chosen = before.chosen(command.timings, command.digest_hour, deps.clock.now())
    if chosen is before:
        return before
    try:
        await deps.commits.commit(Unit([deps.archive.preferences.changed(chosen)]))
    except AlreadyExists as error:
        raise VersionConflict from error
    return chosen
