"""Quotes expire by themselves after their last day. Any number of processes may look: the version
decides who notes it."""

import asyncio
from contextlib import suppress

from chassis.access import Scope
from chassis.commit import Unit
from chassis.errors import Unavailable, VersionConflict
from contracts.orders import OrderStatusChanged
from orders.domain.lifecycle import State
from orders.domain.order import Order
from orders.domain.quote import expire
from orders.ports import Uses
from orders.usecases.announcing import SYSTEM, act_of, order_event

_EVERY = 10.0
_AT_A_TIME = 100


async def expire_quotes(uses: Uses) -> None:
    """Looks now and then, until cancelled."""
    while True:
        with suppress(Unavailable):
            while await expire_some(uses) == _AT_A_TIME:
                pass
        await asyncio.sleep(_EVERY)


async def expire_some(uses: Uses) -> int:
    """How many there were to expire, at most a hundred; one that changes at this moment has its turn the next time."""
    found = await uses.orders.lapsed(Scope.everything(), uses.today(), _AT_A_TIME)
    await asyncio.gather(*(_expire(uses, quote) for quote in found))
    return len(found)


async def _expire(uses: Uses, quote: Order) -> None:
    now = uses.clock.now()
    expired = expire(quote, now, uses.shop.day_of(now))
    event = order_event(OrderStatusChanged, expired, act_of(State.EXPIRED, SYSTEM, now))
    with suppress(VersionConflict):
        await uses.commits.commit(Unit([uses.orders.replacement(expired)], [event]))
