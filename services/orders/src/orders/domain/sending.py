"""A letter with a link on its way to a customer: what was asked for, and what became of it (N9)."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class SendingState(StrEnum):
    """How far it got; the mail server's word is the last that is heard."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """`to` is the address at that time; `mail_version` is that of the mail's news, 0 before the first."""

    id: str
    version: int
    link_id: str
    customer_id: str
    to: str
    by: str
    state: SendingState
    reason: str | None = None
    mail_version: int = 0
    created_at: datetime
    updated_at: datetime


def settled(
    sending: Sending, state: SendingState, reason: str | None, mail_version: int, at: datetime
) -> Sending | None:
    """The sending after news of its mail; None if that is no news."""
    if mail_version <= sending.mail_version:
        return None
    return replace(
        sending, version=sending.version + 1, state=state, reason=reason, mail_version=mail_version, updated_at=at
    )
