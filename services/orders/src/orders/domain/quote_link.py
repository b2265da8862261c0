"""The key by which a customer answers a quote: the quote's id and an HMAC over id and revision, so that nothing of it
is stored, and the key of an earlier revision is known as such (NX-8)."""

import hmac
from base64 import urlsafe_b64encode
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

_MAC_BYTES = 16


class Use(StrEnum):
    """What a key is good for: to be sent to the customer, or to be his browser's cookie; one does not do for the
    other."""

    LINK = "quote-link"
    VISIT = "quote-visit"


def quote_key(quote_id: str, revision: int, use: Use, secret: bytes) -> str:
    """The key of a revision, 43 URL-safe characters."""
    mac = hmac.digest(secret, f"{use}|{quote_id}|{revision}".encode(), sha256)[:_MAC_BYTES]
    return urlsafe_b64encode(UUID(quote_id).bytes + mac).decode().rstrip("=")


def revision_with_key(quote_id: str, newest: int, key: str, use: Use, secret: bytes) -> int | None:
    """Which of the revisions up to `newest` the key opens; None if it opens none."""
    for revision in range(newest, 0, -1):
        if hmac.compare_digest(quote_key(quote_id, revision, use, secret).encode(), key.encode()):
            return revision
    return None
