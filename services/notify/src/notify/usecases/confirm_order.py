"""Tell a customer who ordered himself that his order has come in."""

from notify.domain.letter import Order
from notify.domain.templates import Template
from notify.ports import Deps, Desk
from notify.usecases.announce import Announcement, Correspondent, announce

REASON = "ORDER_RECEIVED"


async def confirm_order(deps: Deps, desk: Desk, order: Order, language: str, traceparent: str | None = None) -> None:
    """Once for an order, however often it is told."""
    await announce(
        deps,
        desk,
        Announcement(
            decision_id=order.id,
            reason=REASON,
            decided_at=order.created_at,
            manager_id=None,
            addressees=[Correspondent(order.customer_id or order.id, order.contact.email, language)],
            template=lambda *_: Template.CONFIRMATION,
            order=order,
            traceparent=traceparent,
        ),
    )
