"""A customer asked to be forgotten: his orders keep their figures and lose his data, his links and carts end."""

import asyncio

from chassis.commit import Unit
from chassis.errors import VersionConflict
from orders.domain.customer import Customer
from orders.domain.customers_change import forgotten
from orders.domain.order_link import OrderLink, revoke
from orders.ports import OrderQuery, Uses
from orders.usecases.announcing import link_event
from orders.usecases.follow_merge import change_each


async def forget_customer(uses: Uses, customer: Customer, by: str) -> None:
    """May be done again, and finds what came in between and what a crash left."""
    for customer_id in customer.ids:
        await change_each(uses, OrderQuery(customer_id=customer_id), forgotten, "erased")
    before: str | None = None
    while links := await uses.links.unrevoked(customer, before):
        await asyncio.gather(*(_end(uses, link, by) for link in links))
        before = links[-1].id
    await uses.traces.wipe(customer)


async def _end(uses: Uses, link: OrderLink, by: str) -> None:
    if link.revoked:
        return
    now = uses.clock.now()
    revoked = revoke(link, now)
    try:
        await uses.commits.commit(Unit([uses.links.replacement(revoked)], [link_event(revoked, by, now)]))
    except VersionConflict:
        current = await uses.links.find(link.id)
        if current is not None:
            await _end(uses, current, by)
