"""A customer gets a personal order link (ML-25, N9). In place of one that opens nothing any more it shows what was
ordered by that, and its cart is the one that was left there."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from chassis.access import Principal
from chassis.commit import Unit, Write
from chassis.errors import Invalid, NotFound
from chassis.inbox import Mark
from orders.domain.cart import handed_on
from orders.domain.order_link import OrderLink, hashed, replaced
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
    """The link. Invalid for an unknown customer or an expiry in the past; AlreadyDone."""
    return await uses.marks.once(command.mark, _created(uses, command))


async def _created(uses: Uses, command: CreateLink) -> OrderLink:
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
    before = replaced(await uses.links.of_customer(customer), command.recipient, now)
    link = OrderLink(
        id=command.link_id,
        version=1,
        customer_id=customer.id,
        recipient=command.recipient,
        generation=1,
        revoked=False,
        expires_at=command.expires_at,
        passcode=passcode,
        stands_for=before,
        created_by=command.by.id,
        created_at=now,
        updated_at=now,
    )
    writes: list[Write] = [uses.links.insertion(link)]
    if before and (cart := await uses.carts.find(before[0])) is not None:
        writes.append(uses.carts.keeping(handed_on(cart, link.id, now)))
    await uses.commits.commit(Unit(writes, [link_event(link, command.by.id, now)], command.mark))
    return link
