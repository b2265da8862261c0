"""The personal order link as a managed credential: expiry, passcode, rotation, revocation (N9).

A token is the link's id and an HMAC over id and generation. It can be shown again at any time, nothing secret lies in
the database, and a new generation makes all tokens of the earlier ones worthless.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import scrypt, sha256
from typing import Any
from uuid import UUID

_MAC_BYTES = 16
_ID_BYTES = 16


class LinkState(StrEnum):
    """What a link is worth."""

    ACTIVE = "active"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Purpose(StrEnum):
    """What a token is good for: to be sent to the customer, or to be his browser's cookie, before and after he gave
    the passcode. One does not do for another."""

    LINK = "link"
    VISIT = "visit"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Passcode:
    """What is kept of a passcode."""

    salt: bytes
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLink:
    """A link of one customer; all tokens of generations before `generation` are void. `recipient` tells several links
    of a customer apart, `sending_id` is the latest sending by mail. `stands_for`: the links in whose place it came."""

    id: str
    version: int
    customer_id: str
    recipient: str | None = None
    sending_id: str | None = None
    generation: int
    revoked: bool
    expires_at: datetime | None
    passcode: Passcode | None
    stands_for: tuple[str, ...] = ()
    created_by: str
    created_at: datetime
    updated_at: datetime

    @property
    def ids(self) -> tuple[str, ...]:
        """All links by which its visitor may have ordered: its own first."""
        return (self.id, *self.stands_for)


class LinkRevoked(Exception):
    """A revoked link stays so."""


def state_of(link: OrderLink, now: datetime) -> LinkState:
    """What the link is worth now."""
    if link.revoked:
        return LinkState.REVOKED
    if link.expires_at is not None and link.expires_at <= now:
        return LinkState.EXPIRED
    return LinkState.ACTIVE


def replaced(links: Iterable[OrderLink], recipient: str | None, now: datetime) -> tuple[str, ...]:
    """Of a customer's links, the newest first, those in whose place a new one for that recipient comes: they open
    nothing any more, and none that does stands for them."""
    found = [link for link in links if link.recipient == recipient]
    kept = {each for link in found if state_of(link, now) is LinkState.ACTIVE for each in link.ids}
    return tuple(link.id for link in found if link.id not in kept)


def rotate(link: OrderLink, at: datetime) -> OrderLink:
    """The link with a new token in place of all that were handed out."""
    if link.revoked:
        raise LinkRevoked
    return replace(link, version=link.version + 1, generation=link.generation + 1, updated_at=at)


def revoke(link: OrderLink, at: datetime) -> OrderLink:
    """The link, void for good."""
    return replace(link, version=link.version + 1, revoked=True, updated_at=at)


def change(link: OrderLink, at: datetime, **changes: Any) -> OrderLink:
    """The link with another recipient, expiry or passcode; the very same one if it has those."""
    if link.revoked:
        raise LinkRevoked
    changed = replace(link, **changes)
    return link if changed == link else replace(changed, version=link.version + 1, updated_at=at)


def sent(link: OrderLink, sending_id: str, at: datetime) -> OrderLink:
    """The link after it was mailed to the customer."""
    return replace(link, version=link.version + 1, sending_id=sending_id, updated_at=at)


def token_of(link: OrderLink, purpose: Purpose, secret: bytes) -> str:
    """The token of the link's present generation, URL-safe."""
    return _text(UUID(link.id).bytes + _mac(link, purpose, secret))


def link_id_of(token: str) -> str | None:
    """The id in a token, or None if it cannot be one; proves nothing yet."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    if len(raw) != _ID_BYTES + _MAC_BYTES or _text(raw) != token:
        return None
    return str(UUID(bytes=raw[:_ID_BYTES]))


def is_token_of(link: OrderLink, token: str, purpose: Purpose, secret: bytes) -> bool:
    """Whether the token is the link's, of its present generation and for that purpose."""
    return hmac.compare_digest(token_of(link, purpose, secret).encode(), token.encode())


def hashed(passcode: str, salt: bytes) -> Passcode:
    """What to keep of a passcode (slow on purpose: about 50 ms)."""
    return Passcode(salt, scrypt(passcode.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32))


def is_passcode(kept: Passcode, given: str) -> bool:
    """Whether that is the passcode (as slow)."""
    return hmac.compare_digest(hashed(given, kept.salt).digest, kept.digest)


def _mac(link: OrderLink, purpose: Purpose, secret: bytes) -> bytes:
    said = f"{purpose}|{link.id}|{link.generation}"
    if purpose is Purpose.UNLOCKED and link.passcode is not None:
        said += f"|{link.passcode.salt.hex()}"
    return hmac.digest(secret, said.encode(), sha256)[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
