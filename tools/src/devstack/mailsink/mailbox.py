"""The mails that were taken, newest last, in bounded memory."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from itertools import count

_MOST_MAILS = 50_000
_MOST_BYTES = 256 * 1024 * 1024


@dataclass
class Mail:
    """A mail as it came off the wire; taken apart only when somebody reads it."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    content: bytes
    received_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @cached_property
    def _headers(self) -> EmailMessage:
        message: EmailMessage = message_from_bytes(self.content.split(b"\r\n\r\n", 1)[0], policy=policy.default)
        return message

    @property
    def subject(self) -> str:
        """Decoded; empty if there is none."""
        return str(self._headers.get("Subject", ""))

    @property
    def message_id(self) -> str:
        """With its angle brackets, as sent."""
        return str(self._headers.get("Message-ID", "")).strip()

    def body(self, kind: str) -> str:
        """The `plain` or `html` part; empty if there is none."""
        message: EmailMessage = message_from_bytes(self.content, policy=policy.default)
        part = message.get_body(preferencelist=(kind,))
        if part is None:
            return ""
        try:
            return str(part.get_content()).replace("\r\n", "\n")
        except LookupError:  # a character set that nobody knows
            return bytes(part.get_payload(decode=True)).decode("utf-8", errors="replace")

    def is_to(self, address: str) -> bool:
        """Whether it was delivered to this address, in whatever case it is written."""
        return address.casefold() in (recipient.casefold() for recipient in self.recipients)


class Mailbox:
    """Keeps the newest mails; the oldest go when there are too many of them or they are too large."""

    def __init__(self, most_mails: int = _MOST_MAILS, most_bytes: int = _MOST_BYTES) -> None:
        self._mails: deque[Mail] = deque()
        self._numbers = count(1)
        self._most_mails, self._most_bytes = most_mails, most_bytes
        self._bytes = 0
        self.received = 0
        """How many were ever taken since the last `clear`, whether still kept or not."""

    def take(self, sender: str, recipients: Iterable[str], content: bytes) -> None:
        """Keep a mail."""
        self._mails.append(Mail(next(self._numbers), sender, tuple(recipients), content))
        self._bytes += len(content)
        self.received += 1
        while len(self._mails) > self._most_mails or self._bytes > self._most_bytes:
            self._bytes -= len(self._mails.popleft().content)

    def find(self, to: str | None = None) -> list[Mail]:
        """All mails kept, oldest first, or those to one address."""
        return [mail for mail in self._mails if not to or mail.is_to(to)]

    def get(self, number: int) -> Mail | None:
        """One mail; None if it is not kept (any more)."""
        return next((mail for mail in self._mails if mail.id == number), None)

    def clear(self) -> None:
        """Forget everything."""
        self._mails.clear()
        self._bytes = self.received = 0
