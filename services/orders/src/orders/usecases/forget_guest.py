"""A guest asked to be forgotten: what he ordered keeps its figures and loses his data."""

from dataclasses import dataclass

from chassis.access import Principal, Scope
from chassis.errors import Conflict, VersionConflict
from orders.domain.customers_change import forgotten
from orders.domain.order import Order
from orders.ports import Uses
from orders.usecases.announcing import staff_actor
from orders.usecases.find_order import writable_order
from orders.usecases.follow_merge import change_order

ERASE = "customers.erase"


class NotAGuest(Conflict):
    """The person is known by a card, and forgotten with it."""

    type = "not-a-guest"
    title = "The order is a customer's: erase the customer"


@dataclass(frozen=True, slots=True)
class ForgetGuest:
    """Whose order it was; `version` is what the caller has seen of it."""

    order_id: str
    version: int
    by: Principal


async def forget_guest(uses: Uses, command: ForgetGuest) -> Order:
    """The order as it is left; a quote that became an order is forgotten with it. May be done again.

    Raises Forbidden, NotFound, NotAGuest, VersionConflict with the current version.
    """
    command.by.require(ERASE)
    order = await writable_order(uses, command.order_id, command.by)
    if order.version != command.version:
        raise VersionConflict(version=order.version)
    if order.customer_id is not None:
        raise NotAGuest(customer_id=order.customer_id)
    left = await _forget(uses, order, command.by)
    # Looked at only now: until he was forgotten he could still accept.
    became = left.offer.order_id if left.offer else None
    for other_id in (left.quote_id, became):
        if other_id is not None and (other := await uses.orders.find(other_id, Scope.everything())) is not None:
            await _forget(uses, other, command.by)
    return left


async def _forget(uses: Uses, order: Order, by: Principal) -> Order:
    await change_order(uses, order, forgotten, "erased", staff_actor(by))
    await uses.traces.wipe_of_guest(order.id)
    return await uses.orders.find(order.id, Scope.everything()) or order
