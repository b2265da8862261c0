"""A member of staff mails an order link to the customer (N9)."""

from dataclasses import dataclass

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Conflict
from chassis.inbox import Mark
from orders.domain.order_link import LinkState, OrderLink, Purpose, sent, state_of, token_of
from orders.domain.sending import queued
from orders.ports import Uses
from orders.usecases.announcing import link_event, link_sent_event
from orders.usecases.find_link import customer_with_links, managed_link
from orders.usecases.moving import persistently


class LinkNotActive(Conflict):
    """It would open nothing."""

    type = "link-not-active"
    title = "Only a link that is active can be sent"


class CustomerNotActive(Conflict):
    """He would find it closed."""

    type = "customer-not-active"
    title = "The customer is not active: his links open nothing"


class NoAddress(Conflict):
    """Nobody to send it to."""

    type = "no-address"
    title = "The customer has no e-mail address"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLink:
    """`door` is the address to which a link's token is appended."""

    link_id: str
    sending_id: str
    door: str
    by: Principal
    mark: Mark | None


async def send_link(uses: Uses, command: SendLink) -> OrderLink:
    """The link with its new sending; its address leaves the service sealed. NotFound, LinkNotActive, CustomerNotActive,
    AlreadyDone."""

    async def attempt() -> OrderLink:
        link = await managed_link(uses, command.link_id, command.by)
        customer = await customer_with_links(uses, link.customer_id, command.by)
        now = uses.clock.now()
        if state_of(link, now) is not LinkState.ACTIVE:
            raise LinkNotActive
        if not customer.active:
            raise CustomerNotActive
        if not customer.contact.email:
            raise NoAddress
        sending = queued(
            command.sending_id,
            link_id=link.id,
            customer_id=customer.id,
            to=customer.contact.email,
            by=command.by.id,
            at=now,
        )
        mailed = sent(link, sending.id, now)
        sealed = uses.seal.sealed(command.door + token_of(link, Purpose.LINK, uses.link_secret))
        language = customer.language or uses.shop.language
        events = [
            link_event(mailed, command.by.id, now),
            link_sent_event(mailed, sending, customer, language, sealed),
        ]
        writes = [uses.links.replacement(mailed), uses.sendings.keeping(sending)]
        await uses.commits.commit(Unit(writes, events, command.mark))
        return mailed

    return await uses.marks.once(command.mark, persistently(attempt))
