"""What every service does when staff or permissions change (NX-15, M1)."""

from typing import Protocol

from chassis.access.directory import Directory, Member
from chassis.broker import Received, Subscriptions
from contracts.assignment import GroupChanged, StaffChanged, StaffMember


class KnowsStaff(Protocol):
    """What the handlers of a service work with."""

    @property
    def directory(self) -> Directory: ...


async def on_staff_changed(uses: KnowsStaff, received: Received[StaffChanged]) -> None:
    """The replica of staff follows."""
    await uses.directory.apply_member(member_of(received.event.member), received.mark)


def member_of(told: StaffMember) -> Member:
    """A member as the replica keeps him."""
    return Member(told.id, told.version, told.name, told.email, told.groups, told.active, told.language, told.time_zone)


async def on_group_changed(uses: KnowsStaff, received: Received[GroupChanged]) -> None:
    """The replica of permissions follows."""
    told = received.event
    await uses.directory.apply_group(told.name, told.version, dict(told.permissions), received.mark)


STAFF_AND_GROUPS: Subscriptions = {StaffChanged: on_staff_changed, GroupChanged: on_group_changed}
"""To be part of the subscriptions of every service."""
