"""An order goes one step along its lifecycle, or is cancelled (ML-30)."""

from dataclasses import dataclass

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Conflict, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from contracts.orders import OrderStatusChanged
from orders.domain.lifecycle import State
from orders.domain.order import NotInThisState, Order, Step, move
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_order import writable_order

_TRIES = 5


class WrongState(Conflict):
    """No step leads there from where the order is."""

    type = "wrong-state"
    title = "The order's state does not allow this"


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """To which state, by whom; why is kept, if it is said."""

    order_id: str
    to: State
    by: Principal
    mark: Mark | None
    reason: str | None = None


async def move_order(uses: Uses, command: MoveOrder) -> Order:
    """The order in its new state; WrongState if no step leads there, AlreadyDone for the same request again.

    A decision that comes in at the same moment changes the order too, but never whether it may move: then again.
    """
    for left in reversed(range(_TRIES)):
        order = await writable_order(uses, command.order_id, command.by)
        step = Step(to=command.to, by=command.by.id, at=uses.clock.now(), reason=command.reason)
        try:
            moved = move(order, step)
        except NotInThisState as error:
            if command.mark is not None and (kept := await uses.marks.kept(command.mark.id)):
                raise AlreadyDone(kept) from None
            raise WrongState(str(error), state=order.state.value, version=order.version) from None
        event = order_event(OrderStatusChanged, moved, act_of(command.to, staff_actor(command.by), step.at))
        try:
            await uses.commits.commit(Unit([uses.orders.replacement(moved)], [event], command.mark))
        except VersionConflict:
            if not left:
                raise
            continue
        return moved
    raise AssertionError("the last try returns or raises")
