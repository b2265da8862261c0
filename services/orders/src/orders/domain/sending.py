"""A letter to a customer with a link, to his shop or to a quote: what was asked for, and what became of it (N9)."""

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
    """Of a link or of a quote; a guest's quote is no customer's. `to` is the address at that time; `mail_version` is
    that of the mail's news, 0 before the first."""

    id: str
    version: int
    link_id: str | None = None
    quote_id: str | None = None
    customer_id: str | None
    to: str
    by: str
    state: SendingState
    reason: str | None = None
    mail_version: int = 0
    created_at: datetime
    updated_at: datetime


def queued(
    sending_id: str,
    *,
    link_id: str | None = None,
    quote_id: str | None = None,
    customer_id: str | None,
    to: str,
    by: str,
    at: datetime,
) -> Sending:
    """A letter that was just asked for."""
    return Sending(
        id=sending_id,
        version=1,
        link_id=link_id,
        quote_id=quote_id,
        customer_id=customer_id,
        to=to,
        by=by,
        state=SendingState.QUEUED,
        created_at=at,
        updated_at=at,
    )


def settled(
    sending: Sending, state: SendingState, reason: str | None, mail_version: int, at: datetime
) -> Sending | None:
    """The sending after news of its mail; None if that is no news."""
    if mail_version <= sending.mail_version:
        return None
    return replace(
        sending, version=sending.version + 1, state=state, reason=reason, mail_version=mail_version, updated_at=at
    )
