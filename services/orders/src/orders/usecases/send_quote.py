"""A quote goes to the customer, by mail, with a link by which he accepts or declines it (NX-23)."""

from dataclasses import dataclass
from datetime import date, timedelta

from chassis.access import Principal
from chassis.commit import Unit
from chassis.errors import Invalid
from chassis.inbox import Mark
from contracts.orders import OrderStatusChanged, QuoteSent
from orders.domain.lifecycle import State
from orders.domain.order import NotInThisState, Order, Step
from orders.domain.quote import offer_of, send
from orders.domain.quote_link import Use, quote_key
from orders.domain.sending import queued
from orders.ports import Uses
from orders.usecases.announcing import act_of, order_event, staff_actor
from orders.usecases.find_buyer import find_buyer
from orders.usecases.find_order import writable_order
from orders.usecases.moving import persistently, refusal
from orders.usecases.send_link import CustomerNotActive, NoAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class SendQuote:
    """`door` is the address that the link's key is appended to; `valid_until` None means the quote's own last day, else
    as long as the settings say."""

    quote_id: str
    valid_until: date | None
    door: str
    sending_id: str
    by: Principal
    mark: Mark | None


async def send_quote(uses: Uses, command: SendQuote) -> Order:
    """The quote as sent; one that was sent already goes to the customer once more.

    Raises Invalid for a last day in the past, CustomerNotActive, NoAddress, WrongState, and AlreadyDone for the same
    request again.
    """

    async def attempt() -> Order:
        quote = await writable_order(uses, command.quote_id, command.by)
        now = uses.clock.now()
        buyer = await find_buyer(uses, quote)
        if buyer is not None and not buyer.active:
            raise CustomerNotActive
        contact = buyer.contact if buyer else quote.contact
        try:
            until = _last_day(uses, quote, command.valid_until, uses.shop.day_of(now))
            step = Step(to=State.SENT, by=command.by.id, at=now)
            sent = send(quote, step, until, contact, command.sending_id)
        except NotInThisState as error:
            raise refusal(quote, error) from None
        if contact.email is None:
            raise NoAddress
        sending = queued(
            command.sending_id,
            quote_id=sent.id,
            customer_id=sent.customer_id,
            to=contact.email,
            by=command.by.id,
            at=now,
        )
        key = quote_key(sent.id, offer_of(sent).revision, Use.LINK, uses.link_secret)
        act = act_of(State.SENT, staff_actor(command.by), now)
        events = [
            order_event(OrderStatusChanged, sent, act),
            order_event(
                QuoteSent,
                sent,
                act,
                sending_id=command.sending_id,
                sealed_url=uses.seal.sealed(command.door + key),
                valid_until=until,
            ),
        ]
        writes = [uses.orders.replacement(sent), uses.sendings.keeping(sending)]
        await uses.commits.commit(Unit(writes, events, command.mark))
        return sent

    return await uses.marks.once(command.mark, persistently(attempt))


def _last_day(uses: Uses, quote: Order, wanted: date | None, today: date) -> date:
    until = wanted or offer_of(quote).valid_until or today + timedelta(days=uses.quote_days)
    not_over(until, today)
    return until


def not_over(until: date | None, today: date) -> None:
    """Invalid for a last day that is over."""
    if until is not None and until < today:
        raise Invalid.field("/valid_until", "has passed")
