"""The record of one mail, and its life: pure transitions.

A mail is `queued` until the SMTP server has taken it. While a process has it in hand nobody else touches it before
`due_at`, which the process keeps moving on; a mail that is found in hand after that may have been sent by a process
that died: it is doubtful, and is sent again under the same Message-ID, because SMTP cannot do better (RFC 1047).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

from notify.domain.templates import Template

LEASE = timedelta(seconds=20)
"""How long a process has a mail in hand unless it says again that it has."""

INACTIVE = "the recipient is not active"
"""Why a mail was dropped."""

UNWANTED = "the recipient has turned such mails off"
"""Why another was dropped."""

OVERTAKEN = "the link was renewed or revoked meanwhile or has expired, or the quote was revised or closed"
"""Why a mail to a customer failed."""

NO_ADDRESS = "the customer has no e-mail address"
"""Why another did."""

GIVE_UP_AFTER = timedelta(hours=48)
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=2)


class State(StrEnum):
    """`held`: waits to be told in a digest; `digested`: was told in one. `unknown`: the connection was lost after DATA,
    the server may have the mail. `dropped`: never to be sent."""

    HELD = "held"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"
    DIGESTED = "digested"


class Result(StrEnum):
    """How an attempt to send ended."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    IN_DOUBT = "in_doubt"
    RECIPIENT_INACTIVE = "recipient_inactive"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an attempt, what the server said and its code, and the address if it is no longer the one on
    record."""

    result: Result
    reason: str | None = None
    new_address: str | None = None
    code: int | None = None

    def without(self, address: str) -> "Outcome":
        """The same without the address in it. Servers like to repeat it; but the reason goes where people's addresses
        do not: into events, and records of those who were forgotten."""
        if self.reason is None:
            return self
        return replace(self, reason=re.sub(re.escape(address), "-", self.reason, flags=re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail about one decision, or one thing that was sent. `reason` says why it is in its state, `decision_reason`
    why it was written, `said` is what the customer said to it. `recipient_id` is a member of staff, or a customer (of a
    guest, his order). `digest_id` is the decision of the digest that told it."""

    id: str
    version: int
    template: Template
    recipient_id: str
    to: str
    language: str
    subject: str
    message_id: str
    decision_id: str
    decision_reason: str
    order_id: str | None
    customer_id: str | None
    manager_id: str | None
    created_at: datetime
    updated_at: datetime
    queued_at: datetime
    due_at: datetime | None
    in_hand: bool
    traceparent: str | None = None
    state: State = State.QUEUED
    reason: str | None = None
    attempts: int = 0
    doubtful: bool = False
    sent_at: datetime | None = None
    held_until: datetime | None = None
    digest_id: str | None = None
    said: str | None = None


def mail_id(decision_id: str, recipient_id: str, decided_at: datetime) -> str:
    """One mail per person per decision: a UUIDv7 of the decision's time whose random part is the hash of both ids."""
    digest = sha256(f"{decision_id}\n{recipient_id}".encode()).digest()
    value = int(decided_at.timestamp() * 1000) << 80 | int.from_bytes(digest[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def after(mail: Mail, outcome: Outcome, now: datetime) -> Mail:
    """The mail after an attempt that ended so."""
    changes: dict[str, Any] = {
        "version": mail.version + 1,
        "attempts": mail.attempts + 1,
        "updated_at": now,
        "in_hand": False,
        "due_at": None,
        "reason": outcome.reason,
        "to": outcome.new_address or mail.to,
    }
    match outcome.result:
        case Result.ACCEPTED:
            changes |= {"state": State.SENT, "sent_at": now, "reason": None}
        case Result.REFUSED:
            changes |= {"state": State.FAILED}
        case Result.RECIPIENT_INACTIVE:
            # Nothing was attempted: whoever is inactive is never written to (M1).
            changes |= {"state": State.DROPPED, "attempts": mail.attempts}
        case Result.IN_DOUBT:
            changes |= {"state": State.UNKNOWN, "doubtful": True} | _again(mail, outcome, now)
        case Result.DEFERRED:
            changes |= _again(mail, outcome, now)
    return replace(mail, **changes)


def held(mail: Mail, until: datetime) -> Mail:
    """A new mail that is to be told in the digest of that moment."""
    return replace(mail, state=State.HELD, held_until=until, in_hand=False, due_at=None)


def unwanted(mail: Mail) -> Mail:
    """A new mail that its recipient wants never to be sent."""
    return replace(mail, state=State.DROPPED, reason=UNWANTED, in_hand=False, due_at=None)


def in_digest(mail: Mail, digest_id: str, now: datetime) -> Mail:
    """A held mail that is told in that digest."""
    return replace(mail, version=mail.version + 1, state=State.DIGESTED, digest_id=digest_id, updated_at=now)


def asked_again(mail: Mail, now: datetime) -> Mail:
    """The mail after somebody asked to send it once more; it keeps its Message-ID."""
    return replace(
        mail,
        version=mail.version + 1,
        state=State.QUEUED,
        updated_at=now,
        queued_at=now,
        due_at=now,
        in_hand=False,
        reason=None,
        sent_at=None,
    )


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts: 5 s, doubling, at most 2 h."""
    return min(_FIRST_PAUSE * (1 << min(attempts - 1, 20)), _LONGEST_PAUSE)


def _again(mail: Mail, outcome: Outcome, now: datetime) -> dict[str, Any]:
    due_at = now + pause(mail.attempts + 1)
    if due_at - mail.queued_at > GIVE_UP_AFTER:
        return {"state": State.FAILED, "reason": f"not taken within 48 hours: {outcome.reason}"}
    return {"due_at": due_at}
