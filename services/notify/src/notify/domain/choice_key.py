"""The key by which a member of staff chooses his mails without signing in: his id and an HMAC over it, so that nothing
of it is stored and it opens the choices of nobody else."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

_ID_BYTES = 16
_MAC_BYTES = 16


class Use(StrEnum):
    """What a key is good for: to stand in a mail, or to be his browser's cookie; one does not do for the other."""

    LINK = "mail-choices-link"
    VISIT = "mail-choices-visit"


@dataclass(frozen=True, slots=True)
class ChoiceKeys:
    """Makes keys and knows them again. Another secret makes all of them void."""

    secret: bytes = field(repr=False)

    def key(self, staff_id: str, use: Use) -> str:
        """43 URL-safe characters. ValueError if that is no id."""
        told = UUID(staff_id).bytes
        mac = hmac.digest(self.secret, f"{use}|".encode() + told, sha256)[:_MAC_BYTES]
        return urlsafe_b64encode(told + mac).decode().rstrip("=")

    def in_mails(self, staff_id: str) -> str:
        """The key that stands in his mails."""
        return self.key(staff_id, Use.LINK)

    def staff_id(self, key: str, use: Use) -> str | None:
        """Whose key it is; None if it was not made here, or for another use."""
        try:
            staff_id = str(UUID(bytes=urlsafe_b64decode(f"{key}=")[:_ID_BYTES]))
        except (Error, ValueError):
            return None
        return staff_id if hmac.compare_digest(self.key(staff_id, use).encode(), key.encode()) else None
