"""A link is made void for good (N9)."""

from chassis.access import Principal
from chassis.commit import Unit
from orders.domain.order_link import OrderLink, revoke
from orders.ports import Uses
from orders.usecases.announcing import link_event
from orders.usecases.find_link import managed_link
from orders.usecases.moving import persistently


async def revoke_link(uses: Uses, link_id: str, by: Principal) -> OrderLink:
    """The revoked link; once more changes nothing. NotFound for somebody else's."""

    async def attempt() -> OrderLink:
        link = await managed_link(uses, link_id, by)
        if link.revoked:
            return link
        now = uses.clock.now()
        revoked = revoke(link, now)
        await uses.commits.commit(Unit([uses.links.replacement(revoked)], [link_event(revoked, by.id, now)]))
        return revoked

    return await persistently(attempt)
