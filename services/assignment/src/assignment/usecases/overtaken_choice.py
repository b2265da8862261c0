"""A human's choice stands, however late its own news comes: what a later event tells shows it too."""

from contracts.base import Choice
from contracts.customers import CustomerEvent
from contracts.orders import OrderEvent


def choice_of(event: OrderEvent | CustomerEvent, known: int) -> Choice | None:
    """What a human chose in the act behind the event, or in an earlier one after the version that is `known`, of which
    no news has come."""
    told = event.order if isinstance(event, OrderEvent) else event.customer
    if event.act.choice is not None or (told.choice_version or 0) <= known:
        return event.act.choice
    return Choice(manager_id=told.manager_id)
