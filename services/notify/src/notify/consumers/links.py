"""Mail what orders asks to send to customers, tell what became of quotes, and warn of a link that got around."""

from chassis.broker import Received
from chassis.telemetry import STALE_EVENTS, traceparent
from contracts.orders import (
    OrderKind,
    OrderLinkChanged,
    OrderLinkLeakSuspected,
    OrderLinkSent,
    OrderState,
    OrderStatusChanged,
    QuoteSent,
)
from notify.consumers.reading import contact_of, link_of, order_of
from notify.consumers.uses import Uses
from notify.domain.letter import LinkAlarm, Sending
from notify.usecases.send_link import SendLink, send_link
from notify.usecases.tell_closed_quote import TellClosedQuote, tell_closed_quote
from notify.usecases.tell_leak import TellLeak, tell_leak

_ANSWERS = frozenset({OrderState.DECLINED, OrderState.EXPIRED})


async def on_link_changed(uses: Uses, received: Received[OrderLinkChanged]) -> None:
    """Keeps what opens nothing any more: mails with it that still wait are not sent (N9)."""
    if not await uses.deps.archive.links.keep(link_of(received.event)):
        STALE_EVENTS.labels(received.event.TYPE).inc()


async def on_link_sent(uses: Uses, received: Received[OrderLinkSent]) -> None:
    """The customer gets his order link; answers go to whoever sent it (N9)."""
    event = received.event
    sending = Sending(
        id=event.sending_id,
        contact=contact_of(event.to),
        sealed_url=event.sealed_url,
        expires_at=event.expires_at,
        has_passcode=event.has_passcode,
        link_id=event.link_id,
        edition=event.generation,
        link_version=event.link_version,
    )
    command = SendLink(sending, event.at, event.customer_id, event.language, event.by, traceparent=traceparent())
    await send_link(uses.deps, uses.desk, command)


async def on_quote_sent(uses: Uses, received: Received[QuoteSent]) -> None:
    """The customer gets the quote and the link to answer it; his questions go to its manager."""
    event = received.event
    quote = order_of(event)
    if not await uses.deps.archive.orders.keep(quote, new=False):
        STALE_EVENTS.labels(event.TYPE).inc()
    sending = Sending(
        event.sending_id, quote.contact, event.sealed_url, valid_until=event.valid_until, edition=quote.revision
    )
    command = SendLink(
        sending,
        event.order.updated_at,
        quote.customer_id,
        event.order.language,
        event.order.manager_id or event.act.actor.id,
        quote,
        traceparent(),
    )
    await send_link(uses.deps, uses.desk, command)


async def on_quote_closed(uses: Uses, received: Received[OrderStatusChanged]) -> None:
    """No letter goes out any more with a quote that is closed; the seller hears that it was declined or has expired.
    What happens to orders and purchases ends here."""
    event = received.event
    if event.order.kind is not OrderKind.QUOTE:
        return
    quote = order_of(event)
    if quote.closed and not await uses.deps.archive.orders.keep(quote, new=False):
        STALE_EVENTS.labels(event.TYPE).inc()
    if event.order.state not in _ANSWERS:
        return
    command = TellClosedQuote(
        quote=quote,
        declined=event.order.state is OrderState.DECLINED,
        said=event.reason,
        at=event.order.updated_at,
        manager_id=event.order.manager_id,
        by=event.act.actor.id,
        traceparent=traceparent(),
    )
    await tell_closed_quote(uses.deps, uses.desk, command)


async def on_leak(uses: Uses, received: Received[OrderLinkLeakSuspected]) -> None:
    """Whoever is responsible for the customer looks after his link (N9)."""
    event = received.event
    alarm = LinkAlarm(event.alarm_id, event.customer_id, event.networks, event.since)
    await tell_leak(uses.deps, uses.desk, TellLeak(alarm, event.at, traceparent()))
