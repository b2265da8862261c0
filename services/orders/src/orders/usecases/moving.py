"""How an order is moved although others change it at the same moment: a decision that comes in changes the order too,
but never whether it may move."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from chassis.errors import Conflict, VersionConflict
from orders.domain.order import NotInThisState, Order

T = TypeVar("T")

_TRIES = 5


class WrongState(Conflict):
    """No step leads there from where the order is."""

    type = "wrong-state"
    title = "The order's state does not allow this"


async def persistently(attempt: Callable[[], Awaitable[T]]) -> T:
    """What comes of an attempt that reads, decides and commits; made again if the order changed in between."""
    for left in reversed(range(_TRIES)):
        try:
            return await attempt()
        except VersionConflict:
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def refusal(order: Order, error: NotInThisState) -> WrongState:
    """What to raise for a step that cannot be."""
    became = order.offer.order_id if order.offer else None
    more: dict[str, Any] = {} if became is None else {"order_id": became}
    return WrongState(str(error), state=order.state.value, version=order.version, **more)
