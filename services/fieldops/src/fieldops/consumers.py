"""What this service does when it hears something."""

from dataclasses import dataclass

from chassis.access import Directory, Member
from chassis.broker import Received, Subscriptions
from contracts.assignment import GroupChanged, StaffChanged
from contracts.customers import CustomerCreated, CustomerEvent, CustomerUpdated
from fieldops.ports import Deps
from fieldops.usecases.follow_customer import follow_customer


@dataclass(frozen=True, slots=True)
class Uses:
    """What the handlers work with."""

    deps: Deps
    directory: Directory


async def on_customer(uses: Uses, received: Received[CustomerEvent]) -> None:
    """The replica of customers follows."""
    await follow_customer(uses.deps, received.event, received.mark)


async def on_staff_changed(uses: Uses, received: Received[StaffChanged]) -> None:
    """The replica of staff follows."""
    staff = received.event.member
    member = Member(staff.id, staff.version, staff.name, staff.email, staff.groups, staff.active, staff.language)
    await uses.directory.apply_member(member, received.mark)


async def on_group_changed(uses: Uses, received: Received[GroupChanged]) -> None:
    """The replica of permissions follows."""
    event = received.event
    await uses.directory.apply_group(event.name, event.version, dict(event.permissions), received.mark)


SUBSCRIPTIONS: Subscriptions = {
    CustomerCreated: on_customer,
    CustomerUpdated: on_customer,
    StaffChanged: on_staff_changed,
    GroupChanged: on_group_changed,
}
