"""What this service does when it hears something."""

from chassis.access import Directory, Member
from chassis.broker import Received, Subscriptions
from contracts.assignment import (
    CustomerManagerCleared,
    CustomerManagerLinked,
    GroupChanged,
    LinkEvent,
    StaffChanged,
)
from customers.domain.card import Link
from customers.ports import Deps
from customers.usecases.apply_link import ApplyLink, apply_link


class Uses:
    """What the handlers work with."""

    def __init__(self, deps: Deps, directory: Directory) -> None:
        self.deps = deps
        self.directory = directory


async def on_link(uses: Uses, received: Received[LinkEvent]) -> None:
    """The card shows whom assignment linked."""
    event = received.event
    link = Link(event.version, event.card_version, event.manager_id)
    await apply_link(uses.deps, ApplyLink(event.customer_id, link, event.TYPE, received.mark))


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
    CustomerManagerLinked: on_link,
    CustomerManagerCleared: on_link,
    StaffChanged: on_staff_changed,
    GroupChanged: on_group_changed,
}
