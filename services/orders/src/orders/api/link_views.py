"""Order links as the API shows them, and what became of them."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from chassis.http import View
from orders.api.sent_view import SentView, latest
from orders.domain.link_access import AccessLog
from orders.domain.order_link import LinkState, OrderLink, Purpose, state_of, token_of
from orders.ports import Uses


class LeakView(View):
    """The link was opened from that many networks since then: it may be in foreign hands. Rotating it ends that."""

    networks: int
    since: datetime
    at: datetime


class LinkView(View):
    """A link. `url` is the customer's key to his shop: null once it opens nothing any more."""

    id: str
    version: int
    customer_id: str
    recipient: str | None
    url: str | None
    state: LinkState
    expires_at: datetime | None
    has_passcode: bool
    sent: SentView | None
    last_opened_at: datetime | None
    leak_suspected: LeakView | None
    created_by: str
    created_at: datetime
    updated_at: datetime


class AccessView(View):
    """Somebody opened the link: the network without its last part, the family of browser and system, and whether it
    was a robot that makes previews; `valid` if the link was not rotated since."""

    at: datetime
    network: str
    agent: str
    robot: bool
    valid: bool


async def link_views(uses: Uses, links: Sequence[OrderLink], door: str) -> list[LinkView]:
    """With the latest sending and the alarm of each; `door` is the address to which a token is appended."""
    logs = await asyncio.gather(*(uses.accesses.find(link.id) for link in links))
    sendings = await asyncio.gather(*(latest(uses.sendings, link.sending_id) for link in links))
    return [_view(uses, *each, door) for each in zip(links, logs, sendings, strict=True)]


def _view(uses: Uses, link: OrderLink, log: AccessLog | None, sent: SentView | None, door: str) -> LinkView:
    state = state_of(link, uses.clock.now())
    alarm = log.alarm_of(link.generation) if log else None
    people = [each.at for each in log.entries if not each.robot] if log else []
    return LinkView(
        id=link.id,
        version=link.version,
        customer_id=link.customer_id,
        recipient=link.recipient,
        url=door + token_of(link, Purpose.LINK, uses.link_secret) if state is LinkState.ACTIVE else None,
        state=state,
        expires_at=link.expires_at,
        has_passcode=link.passcode is not None,
        sent=sent,
        last_opened_at=people[-1] if people else None,
        leak_suspected=LeakView(networks=alarm.networks, since=alarm.since, at=alarm.at) if alarm else None,
        created_by=link.created_by,
        created_at=link.created_at,
        updated_at=link.updated_at,
    )


def access_views(link: OrderLink, log: AccessLog | None) -> list[AccessView]:
    """The latest first."""
    return [
        AccessView(
            at=each.at,
            network=each.network,
            agent=each.agent,
            robot=each.robot,
            valid=each.generation == link.generation,
        )
        for each in reversed(log.entries if log else ())
    ]
