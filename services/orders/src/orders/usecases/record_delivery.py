"""Notify tells what became of a letter: whoever sent a link or a quote sees it there (N9)."""

from dataclasses import dataclass

from chassis.commit import Unit
from orders.domain.sending import SendingState, settled
from orders.ports import Uses


@dataclass(frozen=True, slots=True)
class Delivery:
    """News of the mail behind a sending, `mail_version` telling older from newer."""

    sending_id: str
    state: SendingState
    reason: str | None
    mail_version: int


async def record_delivery(uses: Uses, delivery: Delivery) -> bool:
    """Whether it was news about something that was sent. The version of the mail tells, so it needs no mark."""
    sending = await uses.sendings.find(delivery.sending_id)
    if sending is None:
        return False
    after = settled(sending, delivery.state, delivery.reason, delivery.mail_version, uses.clock.now())
    if after is None:
        return False
    await uses.commits.commit(Unit([uses.sendings.keeping(after)]))
    return True
