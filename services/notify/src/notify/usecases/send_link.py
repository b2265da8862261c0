"""Mail a customer a link of his own: to his shop (ML-26, N9), or to a quote that he answers."""

from dataclasses import dataclass
from datetime import datetime

from notify.domain.letter import Order, Sending
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Announcement, Correspondent, announce

LINK = "ORDER_LINK_SENT"
QUOTE = "QUOTE_SENT"


@dataclass(frozen=True, slots=True)
class SendLink:
    """What is sent to whom, with the quote if it is one. Answers go to the member of staff with `manager_id`."""

    sending: Sending
    at: datetime
    customer_id: str | None
    language: str
    manager_id: str | None
    quote: Order | None = None
    traceparent: str | None = None


async def send_link(deps: Deps, desk: Desk, command: SendLink) -> None:
    """Once, however often it is told. Who has no address is answered with a mail that failed; whoever was forgotten
    meanwhile gets none."""
    sending, quote = command.sending, command.quote
    customer = await deps.archive.customers.get(command.customer_id) if command.customer_id else None
    if customer is not None and customer.erased:
        return
    if command.manager_id is not None:
        # Answers are to go to him, and news of him may be on its way.
        await deps.staff.member(command.manager_id, awaited=True)
    await deps.archive.sendings.note(sending)
    kind, reason = (Template.QUOTE, QUOTE) if quote else (Template.ORDER_LINK, LINK)
    reader = command.customer_id or (quote.id if quote else sending.id)
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=sending.id,
            reason=reason,
            decided_at=command.at,
            manager_id=command.manager_id,
            addressees=[Correspondent(reader, sending.contact.email, command.language)],
            template=lambda *_: kind,
            order=quote,
            customer_id=command.customer_id,
            traceparent=command.traceparent,
        ),
    )
