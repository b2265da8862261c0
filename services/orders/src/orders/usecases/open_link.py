"""Somebody opens an order link (ML-28, N9). Nothing of the customer's is changed by that, so that a preview robot may
do it too; but who came is noted, and many networks in a short time raise an alarm."""

from dataclasses import dataclass

from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from orders.domain.link_access import Access, AccessLog, agent_of, is_robot, network_of, noted
from orders.domain.order_link import OrderLink, Purpose, is_token_of, token_of
from orders.ports import Uses
from orders.usecases.announcing import leak_event
from orders.usecases.enter_shop import LinkGone, active_link, refuse_who_may_not_order

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLink:
    """`fetches` tells a program that asks for headers alone; `alarm_id` is used if this is one network too many."""

    token: str
    address: str
    user_agent: str
    fetches: bool
    alarm_id: str


async def open_link(uses: Uses, command: OpenLink) -> str:
    """The cookie that stands for the token from now on; LinkGone if it is worth nothing."""
    link = await active_link(uses, command.token)
    if not is_token_of(link, command.token, Purpose.LINK, uses.link_secret):
        raise LinkGone
    await refuse_who_may_not_order(uses, link)
    await _note(uses, link, command)
    purpose = Purpose.VISIT if link.passcode else Purpose.UNLOCKED
    return token_of(link, purpose, uses.link_secret)


async def _note(uses: Uses, link: OrderLink, command: OpenLink) -> None:
    """A crowd that opens one link at the same moment does not wait for all of it to be written down."""
    access = Access(
        uses.clock.now(),
        link.generation,
        network_of(command.address),
        agent_of(command.user_agent),
        command.fetches or is_robot(command.user_agent),
    )
    for _ in range(_TRIES):
        log = await uses.accesses.find(link.id) or AccessLog(link.id, 0)
        after = noted(log, access, uses.alarm)
        if after is None:
            return
        raised = after.alarm if after.alarm != log.alarm else None
        events = []
        if raised is not None:
            customer_id = await uses.customers.standing_for(link.customer_id)
            events.append(leak_event(link, customer_id, raised, command.alarm_id))
        try:
            await uses.commits.commit(Unit([uses.accesses.keeping(after)], events))
        except (AlreadyExists, VersionConflict):
            continue
        return
