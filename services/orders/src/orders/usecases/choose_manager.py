"""What a human writes into an order's manager field is checked at the door (O1)."""

from chassis.errors import Invalid
from chassis.ids import is_recent
from orders.domain.order import Chosen
from orders.ports import Uses


async def choose_manager(uses: Uses, manager_id: str | None) -> Chosen:
    """The choice; Invalid unless it is an active member of staff, or nobody."""
    if manager_id is not None:
        member = await uses.staff.member(manager_id, awaited=is_recent(manager_id, uses.clock.now()))
        if member is None:
            raise Invalid.field("/manager_id", "no such member of staff")
        if not member.active:
            raise Invalid.field("/manager_id", "MANAGER_INACTIVE: this member of staff is not active")
    return Chosen(manager_id)
