"""A customer gets a personal order link (ML-25, N9)."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Invalid, NotFound
from chassis.inbox import Mark
from orders.domain.order_link import OrderLink, hashed
from orders.ports import Uses
from orders.usecases.announcing import link_event
from orders.usecases.find_link import customer_with_links


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateLink:
    """`salt` is random and used if there is a passcode."""

    link_id: str
    customer_id: str
    recipient: str | None
    expires_at: datetime | None
    passcode: str | None
    salt: bytes
    by: Principal
    mark: Mark | None


async def create_link(uses: Uses, command: CreateLink) -> OrderLink:
    """The link; Invalid for an unknown customer or an expiry in the past."""
    now = uses.clock.now()
    try:
        customer = await customer_with_links(uses, command.customer_id, command.by)
        if customer.erased:
            raise NotFound
    except NotFound:
        raise Invalid.field("/customer_id", "no such customer") from None
    if command.expires_at is not None and command.expires_at <= now:
        raise Invalid.field("/expires_at", "is not in the future")
    passcode = None
    if command.passcode is not None:
        passcode = await asyncio.to_thread(hashed, command.passcode, command.salt)
    link = OrderLink(
        id=command.link_id,
        version=1,
        customer_id=customer.id,
        recipient=command.recipient,
        generation=1,
        revoked=False,
        expires_at=command.expires_at,
        passcode=passcode,
        created_by=command.by.id,
        created_at=now,
        updated_at=now,
    )
    event = link_event(link, command.by.id, now)
    await uses.commits.commit(Unit([uses.links.insertion(link)], [event], command.mark))
    return link
