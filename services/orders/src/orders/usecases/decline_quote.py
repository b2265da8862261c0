"""A customer says no to a quote: he himself, or the seller for him."""

from dataclasses import dataclass

from chassis.access import Principal
from chassis.commit import Unit
from chassis.inbox import Mark
from contracts.base import Actor
from contracts.orders import OrderStatusChanged
from orders.domain.lifecycle import State
from orders.domain.order import NotInThisState, Order, Step
from orders.domain.quote import decline
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_order import writable_order
from orders.usecases.moving import persistently, refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineQuote:
    """Why, if it was said."""

    quote_id: str
    reason: str | None
    by: Principal
    mark: Mark | None


async def decline_quote(uses: Uses, command: DeclineQuote) -> Order:
    """The quote, declined. Raises WrongState, and AlreadyDone for the same request again."""

    async def attempt() -> Order:
        quote = await writable_order(uses, command.quote_id, command.by)
        step = Step(to=State.DECLINED, by=command.by.id, at=uses.clock.now(), reason=command.reason)
        return await declined(uses, quote, step, staff_actor(command.by), command.mark)

    return await uses.marks.once(command.mark, persistently(attempt))


async def declined(uses: Uses, quote: Order, step: Step, actor: Actor, mark: Mark | None = None) -> Order:
    """The quote after that step, committed. Raises VersionConflict if it changed meanwhile, WrongState, AlreadyDone."""
    try:
        closed = decline(quote, step)
    except NotInThisState as error:
        raise refusal(quote, error) from None
    told = order_event(OrderStatusChanged, closed, act_of(State.DECLINED, actor, step.at), reason=step.reason)
    await uses.commits.commit(Unit([uses.orders.replacement(closed)], [told], mark))
    return closed
