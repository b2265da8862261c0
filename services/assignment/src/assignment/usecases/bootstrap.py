"""What exists from the first start: the predefined groups, the settings as delivered, the first member of Admins."""

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import datetime

from assignment.domain.permissions import ADMINS, DEFAULTS
from assignment.domain.settings import Settings
from assignment.domain.staff import Group, Staff
from assignment.ports import Deps, Distribution, StaffQuery
from assignment.usecases.announce import group_changed, staff_changed
from chassis.access import Scope
from chassis.commit import AlreadyExists, Write
from contracts.base import Event


async def bootstrap(deps: Deps, first_admin: str | None) -> None:
    """Makes what is missing. Safe to run at every start, and by several processes at once."""
    now = deps.clock.now()
    missing: list[Awaitable[None]] = []
    if await deps.distribution.current() is None:
        first = Distribution(Settings(version=1), by=None, at=now, first_at=now)
        missing.append(_introduce(deps, deps.distribution.introduced(first), []))
    there = {group.name for group in await deps.groups.all()}
    for name, permissions in DEFAULTS.items():
        if name not in there:
            group = Group(name, 1, permissions, now, now)
            missing.append(_introduce(deps, [deps.groups.added(group)], [group_changed(group)]))
    # Whoever has been in Admins since may have another address by now, and the old one may be anybody's.
    if first_admin is not None and not await deps.staff.find(StaffQuery(group=ADMINS), Scope.everything(), 1):
        admin = _admin(deps.new_id(), first_admin, now)
        missing.append(_introduce(deps, [deps.staff.added(admin)], [staff_changed(admin)]))
    await asyncio.gather(*missing)


def _admin(staff_id: str, email: str, now: datetime) -> Staff:
    return Staff(
        id=staff_id,
        version=1,
        name="Admin",
        email=email,
        groups=(ADMINS,),
        language="en",
        time_zone="UTC",
        working_hours=(),
        weight=1,
        capacity=None,
        daily_quota=None,
        inactive_since=None,
        created_at=now,
        updated_at=now,
    )


async def _introduce(deps: Deps, writes: Sequence[Write], events: Sequence[Event]) -> None:
    try:
        await deps.commits.commit(deps.companies.changed(writes, events))
    except AlreadyExists:
        # Another process was first.
        return
    finally:
        deps.companies.forget()
