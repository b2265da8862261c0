"""A link that the caller may manage: that of a customer in his reach (N9, NX-18)."""

from chassis.access import Principal, scope
from chassis.errors import NotFound
from chassis.ids import is_recent
from orders.domain.customer import Customer
from orders.domain.order_link import OrderLink
from orders.ports import Uses

MANAGE = "links.manage"


async def customer_with_links(uses: Uses, customer_id: str, by: Principal) -> Customer:
    """The customer; Forbidden without the permission, NotFound for somebody else's."""
    by.require(MANAGE)
    awaited = is_recent(customer_id, uses.clock.now())
    customer = await uses.customers.find(customer_id, scope(by, MANAGE), awaited=awaited)
    if customer is None:
        raise NotFound
    return customer


async def managed_link(uses: Uses, link_id: str, by: Principal) -> OrderLink:
    """The link; Forbidden without the permission, NotFound for somebody else's."""
    by.require(MANAGE)
    link = await uses.links.find(link_id)
    if link is None:
        raise NotFound
    await customer_with_links(uses, link.customer_id, by)
    return link
