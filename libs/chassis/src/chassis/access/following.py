"""What every service does when staff or permissions change (NX-15, M1)."""

from typing import Protocol

from chassis.access.directory import Directory, Member
from chassis.broker import Received, Subscriptions
from contracts.assignment import GroupChanged, StaffChanged


class KnowsStaff(Protocol):
    """What the handlers of a service work with."""

    @property
    def directory(self) -> Directory: ...


async def on_staff_changed(uses: KnowsStaff, received: Received[StaffChanged]) -> None:
    """The replica of staff follows."""
    told = received.event.member
    member = Member(
        told.id, told.version, told.name, told.email, told.groups, told.active, told.language, told.time_zone
    )
    await uses.directory.apply_member(member, received.mark)


async def on_group_changed(uses: KnowsStaff, received: Received[GroupChanged]) -> None:
    """The replica of permissions follows."""
    told = received.event
    await uses.directory.apply_group(told.name, told.version, dict(told.permissions), received.mark)


STAFF_AND_GROUPS: Subscriptions = {StaffChanged: on_staff_changed, GroupChanged: on_group_changed}
"""To be part of the subscriptions of every service."""
