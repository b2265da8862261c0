"""A customer asked to be forgotten."""

from contracts.customers import CustomerErased
from fieldops.ports import Deps
from fieldops.usecases.follow_customer import follow_customer


async def forget_customer(deps: Deps, event: CustomerErased) -> None:
    """Whoever asked to be forgotten: that he was visited stays, what was noted goes."""
    await follow_customer(deps, event)
    for customer_id in (event.customer.id, *event.customer.absorbed):
        await deps.visits.forget(customer_id)
