"""An SMTP server that keeps what it is given and misbehaves on demand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Mode(Enum):
    """What it does with a mail. `DROP_AFTER_DATA`: it keeps the mail and hangs up instead of saying so;
    `SILENT_AFTER_DATA`: it keeps the mail and says nothing."""

    ACCEPT = auto()
    TRY_LATER = auto()
    REFUSE = auto()
    REFUSE_RECIPIENT = auto()
    DROP_BEFORE_DATA = auto()
    DROP_AFTER_DATA = auto()
    SILENT_AFTER_DATA = auto()


@dataclass
class Sink:
    """Where it listens, what it has, how it behaves."""

    modern: bool = True
    """Whether it offers PIPELINING and 8BITMIME."""
    port: int = 0
    mode: Mode = Mode.ACCEPT
    unknown: set[str] = field(default_factory=set)
    """Addresses that have no mailbox here."""
    connections: int = 0
    raw: list[tuple[str, bytes]] = field(default_factory=list)
    """Recipient and message, in the order of arrival."""
    _open: set[asyncio.Transport] = field(default_factory=set)

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to that address."""
        return [_parsed(message) for recipient, message in self.raw if recipient == address]

    def hang_up(self) -> None:
        """Drops every connection that stands."""
        for transport in self._open:
            transport.abort()
        self._open.clear()

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        assert isinstance(server.transport, asyncio.Transport)
        self._open.add(server.transport)
        self.connections += 1
        if self.modern:
            return ["250-PIPELINING", *responses]
        return [response for response in responses if "8BITMIME" not in response]

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.mode is Mode.REFUSE_RECIPIENT or address in self.unknown:
            return f"550 5.1.1 <{address.upper()}>: no such mailbox"
        if self.mode is Mode.DROP_BEFORE_DATA:
            self.hang_up()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        match self.mode:
            case Mode.TRY_LATER:
                return "451 4.3.0 try later"
            case Mode.REFUSE:
                return "554 5.7.1 not wanted"
        assert isinstance(envelope.content, bytes)
        self.raw.append((envelope.rcpt_tos[0], envelope.content))
        if self.mode is Mode.DROP_AFTER_DATA:
            self.hang_up()
        if self.mode is Mode.SILENT_AFTER_DATA:
            await asyncio.Event().wait()
        return "250 OK"


@asynccontextmanager
async def smtp_sink(modern: bool = True, port: int = 0) -> AsyncIterator[Sink]:
    """The server, listening on `sink.port`."""
    sink = Sink(modern)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(sink, hostname="sink.test", enable_SMTPUTF8=False), "127.0.0.1", port
    )
    sink.port = server.sockets[0].getsockname()[1]
    try:
        yield sink
    finally:
        server.close()
        sink.hang_up()


def _parsed(message: bytes) -> EmailMessage:
    parsed: Any = message_from_bytes(message, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects, parsed.defects
    return parsed
