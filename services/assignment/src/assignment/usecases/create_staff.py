"""Somebody joins (NX-14)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assignment.domain.facts import Window
from assignment.domain.staff import Staff
from assignment.ports import Deps, StaffQuery
from assignment.usecases.announce import staff_changed
from chassis.access import Scope
from chassis.commit import AlreadyExists, Numbered
from chassis.errors import Conflict, Fault, Invalid
from chassis.inbox import Mark


class EmailTaken(Conflict):
    """Another member has that e-mail; a token could not tell the two apart."""

    type = "email-taken"
    title = "Another member of staff has this e-mail"


class ExternalIdTaken(Conflict):
    """Another member has it; `existing_id` says who."""

    type = "external-id-taken"
    title = "Another member of staff has this external_id"


@dataclass(frozen=True, slots=True)
class CreateStaff:
    """Who. `id` is fresh; `mark` makes a repeated request known."""

    id: str
    name: str
    email: str
    groups: tuple[str, ...]
    active: bool
    language: str
    time_zone: str
    working_hours: tuple[Window, ...]
    weight: int
    capacity: int | None
    daily_quota: int | None
    mark: Mark | None
    external_id: str | None = None
    holidays: tuple[date, ...] = ()


async def create_staff(deps: Deps, command: CreateStaff) -> Staff:
    """Raises Invalid for groups that are not there, EmailTaken, ExternalIdTaken, AlreadyDone."""
    await known_groups(deps, command.groups)
    now = deps.clock.now()
    staff = Staff(
        id=command.id,
        version=1,
        name=command.name,
        email=command.email,
        groups=command.groups,
        language=command.language,
        time_zone=command.time_zone,
        working_hours=command.working_hours,
        weight=command.weight,
        capacity=command.capacity,
        daily_quota=command.daily_quota,
        inactive_since=None if command.active else now,
        created_at=now,
        updated_at=now,
        external_id=command.external_id,
        holidays=command.holidays,
    )
    change = deps.companies.changed([deps.staff.added(staff)], [staff_changed(staff)], command.mark)
    await store_staff(deps, change, staff)
    return staff


async def known_groups(deps: Deps, names: Iterable[str]) -> None:
    """Invalid unless every group exists."""
    groups = {group.name for group in await deps.groups.all()}
    faults = tuple(Fault(f"/groups/{at}", "no such group") for at, name in enumerate(names) if name not in groups)
    if faults:
        raise Invalid(faults=faults)


async def store_staff(deps: Deps, change: Numbered, staff: Staff) -> None:
    """Commits the change of a member; whoever decides next sees it. Raises EmailTaken, ExternalIdTaken."""
    try:
        await deps.commits.commit(change)
    except AlreadyExists as error:
        # Somebody who is there already has both; that he is there is the more useful answer.
        if (namesake := await _with_external_id(deps, staff)) is not None:
            raise ExternalIdTaken(existing_id=namesake.id) from None
        if "email_key" in error.keys:
            raise EmailTaken from None
        raise
    finally:
        deps.companies.forget()


async def _with_external_id(deps: Deps, staff: Staff) -> Staff | None:
    if staff.external_id is None:
        return None
    found = await deps.staff.find(StaffQuery(external_id=staff.external_id), Scope.everything(), 1)
    return found[0] if found and found[0].id != staff.id else None
