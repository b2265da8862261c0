"""What happens to an order when its customer's card is merged, taken out again, or erased."""

from dataclasses import replace
from datetime import datetime

from orders.domain.customer import Customer
from orders.domain.order import Contact, Order

NOBODY = Contact(name="")
"""Whoever was forgotten."""


def moved_along(order: Order, at: datetime, *, customer_id: str) -> Order:
    """The order of the card that stands for its customer's; it remembers whose it was."""
    came_with = order.came_with if order.customer_id is None else (*order.came_with, order.customer_id)
    return replace(order, version=order.version + 1, customer_id=customer_id, came_with=came_with, updated_at=at)


def given_back(order: Order, at: datetime, *, customer: Customer) -> Order:
    """The order of the customer with whom it came, if it came with him last; else the very same order. A quote may have
    been sent to whom the other card tells of, and accepted: both say again how he himself is reached."""
    if order.came_with[-1:] != (customer.id,):
        return order
    is_offered = order.offer is not None or order.quote_id is not None
    return replace(
        order,
        version=order.version + 1,
        customer_id=customer.id,
        contact=customer.contact if is_offered else order.contact,
        came_with=order.came_with[:-1],
        updated_at=at,
    )


def is_forgotten(order: Order) -> bool:
    """Whether nobody knows any more who ordered."""
    return order.contact == NOBODY


def forgotten(order: Order, at: datetime) -> Order:
    """The order without the personal data of whoever ordered, and without what he or others wrote when it was
    cancelled, declined or revised; its figures and steps stay. The very same order if it has none."""
    history = tuple(replace(step, reason=None) for step in order.history)
    if is_forgotten(order) and history == order.history:
        return order
    return replace(order, version=order.version + 1, contact=NOBODY, history=history, updated_at=at)
