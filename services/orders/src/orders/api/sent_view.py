"""What became of a letter to a customer, shown where it was sent: at a link or a quote."""

from datetime import datetime

from chassis.http import View
from orders.domain.sending import SendingState
from orders.ports import Sendings


class SentView(View):
    """The latest letter with the link: to whom, by whom, and whether the mail server took it."""

    id: str
    to: str
    by: str
    state: SendingState
    reason: str | None
    at: datetime
    settled_at: datetime | None


async def latest(sendings: Sendings, sending_id: str | None) -> SentView | None:
    """None if nothing was sent, or so long ago that nobody asks any more."""
    sending = None if sending_id is None else await sendings.find(sending_id)
    if sending is None:
        return None
    return SentView(
        id=sending.id,
        to=sending.to,
        by=sending.by,
        state=sending.state,
        reason=sending.reason,
        at=sending.created_at,
        settled_at=None if sending.state is SendingState.QUEUED else sending.updated_at,
    )
