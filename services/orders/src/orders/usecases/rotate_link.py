"""A link gets a new token: whatever was handed out before is void (N9)."""

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Conflict
from chassis.inbox import Mark
from orders.domain.order_link import LinkRevoked, OrderLink, rotate
from orders.ports import Uses
from orders.usecases.announcing import link_event
from orders.usecases.find_link import managed_link
from orders.usecases.moving import persistently


async def rotate_link(uses: Uses, link_id: str, by: Principal, mark: Mark | None) -> OrderLink:
    """The link with its new generation; NotFound, Conflict if it was revoked."""

    async def attempt() -> OrderLink:
        link = await managed_link(uses, link_id, by)
        now = uses.clock.now()
        try:
            rotated = rotate(link, now)
        except LinkRevoked:
            raise Conflict("a revoked link stays revoked; create another") from None
        await uses.commits.commit(Unit([uses.links.replacement(rotated)], [link_event(rotated, by.id, now)], mark))
        return rotated

    return await uses.marks.once(mark, persistently(attempt))
