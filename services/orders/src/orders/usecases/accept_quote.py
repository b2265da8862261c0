"""A quote becomes an order with the very lines that it offered, once (NX-23): by the seller, who heard the customer say
so, or by the customer himself."""

from dataclasses import dataclass

from chassis.access import Principal
from chassis.errors import Conflict
from chassis.inbox import Mark
from contracts.base import Actor
from contracts.orders import OrderStatusChanged
from orders.domain.customers_change import is_forgotten
from orders.domain.lifecycle import State
from orders.domain.order import Channel, Kind, NotInThisState, Order, Step
from orders.domain.quote import accept
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_buyer import find_buyer
from orders.usecases.find_order import writable_order
from orders.usecases.moving import persistently, refusal
from orders.usecases.place_order import Draft, place_order


class CustomerForgotten(Conflict):
    """Nobody orders for him any more."""

    type = "customer-erased"
    title = "The data of this customer was erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptQuote:
    """`order_id` is that of the order to be."""

    quote_id: str
    order_id: str
    by: Principal
    mark: Mark | None


async def accept_quote(uses: Uses, command: AcceptQuote) -> Order:
    """The order. Raises WrongState, with the id of the order if the quote became one already, and AlreadyDone for the
    same request again."""

    async def attempt() -> Order:
        quote = await writable_order(uses, command.quote_id, command.by)
        step = Step(to=State.ACCEPTED, by=command.by.id, at=uses.clock.now())
        return await accepted_into(
            uses, quote, step, command.order_id, staff_actor(command.by), quote.channel, command.mark
        )

    return await uses.marks.once(command.mark, persistently(attempt))


async def accepted_into(
    uses: Uses, quote: Order, step: Step, order_id: str, actor: Actor, channel: Channel, mark: Mark | None = None
) -> Order:
    """The order, committed together with the quote, which points to it; with its manager, and the contact of today.

    Raises VersionConflict if the quote changed meanwhile, WrongState, CustomerForgotten, AlreadyDone.
    """
    buyer = await find_buyer(uses, quote)
    if is_forgotten(quote) or (buyer is not None and buyer.erased):
        raise CustomerForgotten
    try:
        accepted = accept(quote, step, order_id, uses.shop.day_of(step.at))
    except NotInThisState as error:
        raise refusal(quote, error) from None
    draft = Draft(
        order_id=order_id,
        kind=Kind.ORDER,
        channel=channel,
        customer_id=quote.customer_id,
        contact=buyer.contact if buyer else quote.contact,
        language=quote.language,
        currency=quote.currency,
        country=quote.country,
        lines=quote.lines,
        chosen=None,
        manager_id=quote.manager_id,
        created_by=actor.id if actor.kind == "staff" else None,
        link_id=None,
        quote_id=quote.id,
        came_with=quote.came_with,
        actor=actor,
    )
    told = order_event(OrderStatusChanged, accepted, act_of(State.ACCEPTED, actor, step.at))
    return await place_order(uses, draft, mark=mark, also=[uses.orders.replacement(accepted)], telling=[told])
