"""A human sets the manager field of a card: whoever is chosen must be active."""

from chassis.clock import Clock
from chassis.errors import Invalid
from chassis.ids import is_recent
from customers.domain.card import Chosen
from customers.ports import Staff


async def choose_manager(staff: Staff, clock: Clock, manager_id: str) -> Chosen:
    """The choice, if that member of staff is active (C1, C4, C7); else it is refused (C2). Role is no condition: a
    point-of-sale clerk may own a customer."""
    member = await staff.member(manager_id, awaited=is_recent(manager_id, clock.now()))
    if member is None:
        raise Invalid.field("/manager_id", "no such member of staff")
    if not member.active:
        raise Invalid.field("/manager_id", f"MANAGER_INACTIVE: {member.name} is not active")
    return Chosen(manager_id)
