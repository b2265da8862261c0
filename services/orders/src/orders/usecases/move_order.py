"""An order goes one step along its lifecycle, or is cancelled (ML-30)."""

from dataclasses import dataclass

from chassis.access import Principal
from chassis.commit import Unit
from chassis.inbox import Mark
from contracts.orders import OrderStatusChanged
from orders.domain.lifecycle import State
from orders.domain.order import NotInThisState, Order, Step, move
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_order import writable_order
from orders.usecases.moving import persistently, refusal


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """To which state, by whom; why is kept, if it is said."""

    order_id: str
    to: State
    by: Principal
    mark: Mark | None
    reason: str | None = None


async def move_order(uses: Uses, command: MoveOrder) -> Order:
    """The order in its new state; WrongState if no step leads there, AlreadyDone for the same request again."""

    async def attempt() -> Order:
        order = await writable_order(uses, command.order_id, command.by)
        step = Step(to=command.to, by=command.by.id, at=uses.clock.now(), reason=command.reason)
        try:
            moved = move(order, step)
        except NotInThisState as error:
            raise refusal(order, error) from None
        event = order_event(OrderStatusChanged, moved, act_of(command.to, staff_actor(command.by), step.at))
        await uses.commits.commit(Unit([uses.orders.replacement(moved)], [event], command.mark))
        return moved

    return await uses.marks.once(command.mark, persistently(attempt))
