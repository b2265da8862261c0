"""The SMTP side of the mail sink, with faults that can be switched on."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from devstack.mailsink.mailbox import Mailbox

_LARGEST = 25 * 1024 * 1024


class FaultMode(StrEnum):
    """How the next mails are treated."""

    NONE = "none"
    REJECT_4XX = "reject_4xx"
    REJECT_5XX = "reject_5xx"
    DROP_AFTER_DATA = "drop_after_data"
    """The mail is kept, then the connection is cut before the client hears of it."""
    SLOW = "slow"
    """The mail is kept, the answer comes late."""


@dataclass
class Faults:
    """The mode, for how many more mails (None: until changed), and the seconds that `slow` means."""

    mode: FaultMode = FaultMode.NONE
    left: int | None = None
    delay: float = 5.0

    def take(self) -> FaultMode:
        """The mode for one mail; counts it."""
        if self.left is not None:
            if self.left <= 0:
                return FaultMode.NONE
            self.left -= 1
        return self.mode


class Receiver:
    """aiosmtpd handler: puts what comes into the mailbox."""

    def __init__(self, mailbox: Mailbox, faults: Faults) -> None:
        self._mailbox = mailbox
        self._faults = faults

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called when the whole mail was received; the answer is what the client gets."""
        mode = self._faults.take()
        if mode is FaultMode.REJECT_4XX:
            return "451 4.3.0 try again later (a fault was asked for)"
        if mode is FaultMode.REJECT_5XX:
            return "550 5.1.1 no such mailbox (a fault was asked for)"
        content = envelope.original_content or b""
        self._mailbox.take(envelope.mail_from or "", envelope.rcpt_tos, content)
        if mode is FaultMode.DROP_AFTER_DATA:
            cast(asyncio.WriteTransport, server.transport).abort()
        elif mode is FaultMode.SLOW:
            await asyncio.sleep(self._faults.delay)
        return "250 2.0.0 taken"


async def listen(host: str, port: int, mailbox: Mailbox, faults: Faults) -> asyncio.Server:
    """Start to take mails."""
    receiver = Receiver(mailbox, faults)
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(receiver, data_size_limit=_LARGEST, enable_SMTPUTF8=True, hostname="vinculo.test", loop=loop),
        host,
        port,
    )
