"""Who buys what a quote offers, as he is today and not as when it was written: the mail goes there, and so do the
goods."""

from chassis.access import Scope
from orders.domain.customer import Customer
from orders.domain.order import Order
from orders.ports import Uses


async def find_buyer(uses: Uses, quote: Order) -> Customer | None:
    """The customer, by the card that stands for his; None for a guest."""
    if quote.customer_id is None:
        return None
    return await uses.customers.find(quote.customer_id, Scope.everything())
