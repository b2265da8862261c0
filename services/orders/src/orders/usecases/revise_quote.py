"""A seller adjusts a quote: a new revision, the old one kept (NX-8)."""

from dataclasses import dataclass
from datetime import date

from chassis.access import Principal
from chassis.commit import Unit
from chassis.inbox import Mark
from contracts.orders import OrderUpdated
from orders.domain.lifecycle import State
from orders.domain.order import NotInThisState, Order, Step
from orders.domain.pricing import Wanted
from orders.domain.quote import Revision, revise, revision_of
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_order import readable_order, writable_order
from orders.usecases.moving import persistently, refusal
from orders.usecases.price_order import reprice_order
from orders.usecases.send_quote import not_over


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseQuote:
    """`lines` None keeps them; `reason` says what it is for."""

    quote_id: str
    lines: tuple[Wanted, ...] | None
    valid_until: date | None
    reason: str | None
    by: Principal
    mark: Mark | None


async def revise_quote(uses: Uses, command: ReviseQuote) -> Order:
    """The quote as a draft of its next revision; what the customer has in his hands can be accepted no more.

    Raises Invalid for lines that cannot be, WrongState, and AlreadyDone for the same request again.
    """

    async def attempt() -> Order:
        quote = await writable_order(uses, command.quote_id, command.by)
        not_over(command.valid_until, uses.today())
        step = Step(to=State.DRAFT, by=command.by.id, at=uses.clock.now(), reason=command.reason)
        lines = None if command.lines is None else await reprice_order(uses, quote, command.lines)
        try:
            revised = revise(quote, step, lines, command.valid_until)
        except NotInThisState as error:
            raise refusal(quote, error) from None
        writes = [uses.orders.replacement(revised), uses.revisions.insertion(revision_of(quote))]
        event = order_event(OrderUpdated, revised, act_of("revised", staff_actor(command.by), step.at))
        await uses.commits.commit(Unit(writes, [event], command.mark))
        return revised

    return await uses.marks.once(command.mark, persistently(attempt))


async def see_revisions(uses: Uses, quote_id: str, by: Principal) -> list[Revision]:
    """What the quote offers and what it offered before, the newest first; nothing if it is no quote."""
    quote = await readable_order(uses, quote_id, by)
    return [] if quote.offer is None else [revision_of(quote), *await uses.revisions.of_quote(quote.id)]
