"""A quote was declined, or nobody answered it in time: its manager is told."""

from dataclasses import dataclass
from datetime import datetime

from notify.domain.letter import Order
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Addressee, Announcement, announce

DECLINED = "QUOTE_DECLINED"
EXPIRED = "QUOTE_EXPIRED"


@dataclass(frozen=True, slots=True)
class TellClosedQuote:
    """The quote as it is now, whose it is, whose act that was, and why, if the customer `said`."""

    quote: Order
    declined: bool
    said: str | None
    at: datetime
    manager_id: str | None
    by: str | None
    traceparent: str | None = None


async def tell_closed_quote(deps: Deps, desk: Desk, command: TellClosedQuote) -> None:
    """Once, however often it is told; nobody is told of what he did himself, nor of whoever was forgotten meanwhile."""
    quote, manager_id = command.quote, command.manager_id
    if manager_id is None or manager_id == command.by:
        return
    kept = await deps.archive.orders.get(quote.id)
    if kept is not None and not kept.contact.name:
        return
    template, reason = (Template.QUOTE_DECLINED, DECLINED) if command.declined else (Template.QUOTE_EXPIRED, EXPIRED)
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=f"{quote.id}:{quote.version}",
            reason=reason,
            decided_at=command.at,
            manager_id=manager_id,
            addressees=[Addressee(manager_id, "manager")],
            template=lambda *_: template,
            order=quote,
            said=command.said,
            traceparent=command.traceparent,
        ),
    )
