"""The SMTP server: a few connections, opened when there is work, kept while there is, closed when there is none."""

import asyncio
import socket
from dataclasses import dataclass
from typing import cast

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPConnectError, SMTPException, SMTPResponseException

from chassis.telemetry import log
from notify.domain.mail import Outcome, Result
from notify.gateways.smtp.dialogue import Dialogue, Lost, Refused
from notify.ports import Message

_CONNECT_TIMEOUT = 10.0
_REPLY_TIMEOUT = 60.0
_IDLE = 30.0
_PAUSE_AFTER_FAILURE = 2.0
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where it is, and who we are to it."""

    host: str
    port: int
    starttls: bool = False
    username: str | None = None
    password: str | None = None


class _Away(Exception):
    """The server cannot be reached or does not let us in."""


class SmtpPost:
    """Sends messages, each over a connection that nobody else uses at that moment."""

    def __init__(self, server: SmtpServer, sender: str, idle: float = _IDLE) -> None:
        self._server = server
        self._sender = sender
        self._idle = idle
        self._free: list[Dialogue] = []
        self._sweeper: asyncio.TimerHandle | None = None
        self._away_until = 0.0
        self._log = log("smtp")

    async def send(self, to: str, message: Message) -> Outcome:
        """One attempt over one connection; a kept connection that turns out dead is replaced once."""
        if not to.isascii() or not to.isprintable() or any(sign in to for sign in "<> "):
            return Outcome(Result.REFUSED, "the address cannot be written to")
        while True:
            try:
                kept, dialogue = await self._connection()
            except _Away as error:
                return Outcome(Result.DEFERRED, str(error))
            try:
                await dialogue.deliver(self._sender, to, message.to_bytes(eight_bit=dialogue.eight_bit))
            except Refused as error:
                if error.reply.code == _CLOSING:
                    dialogue.abort("the server closes")
                    if kept:
                        continue
                self._give_back(dialogue)
                for_good = error.reply.code // 100 == 5
                return Outcome(Result.REFUSED if for_good else Result.DEFERRED, str(error))
            except Lost as error:
                if error.message_out:
                    return Outcome(Result.IN_DOUBT, f"lost after DATA: {error}")
                if kept:
                    continue
                return Outcome(Result.DEFERRED, str(error))
            except BaseException:
                dialogue.abort("interrupted")
                raise
            self._give_back(dialogue)
            return Outcome(Result.ACCEPTED)

    async def _connection(self) -> tuple[bool, Dialogue]:
        while self._free:
            dialogue = self._free.pop()
            if dialogue.usable:
                return True, dialogue
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            raise _Away("the SMTP server does not answer")
        try:
            return False, await self._connect()
        except (SMTPException, OSError, ValueError) as error:
            # The others that wait need not find out one by one.
            self._away_until = loop.time() + _PAUSE_AFTER_FAILURE
            self._log.warning("smtp_away", why=str(error))
            raise _Away(f"no connection: {error}") from error

    async def _connect(self) -> Dialogue:
        server = self._server
        client = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            start_tls=server.starttls,
            local_hostname=socket.gethostname() or "localhost",
            timeout=_CONNECT_TIMEOUT,
        )
        try:
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                try:
                    await client.ehlo()
                except SMTPResponseException:
                    await client.helo()
            transport = client.transport
            if transport is None or transport.is_closing():
                raise SMTPConnectError("lost at once")
            return Dialogue(
                cast(asyncio.Transport, transport),
                pipelining=client.supports_extension("pipelining"),
                eight_bit=client.supports_extension("8bitmime"),
                timeout=_REPLY_TIMEOUT,
            )
        except BaseException:
            client.close()
            raise

    def _give_back(self, dialogue: Dialogue) -> None:
        if not dialogue.usable:
            return
        self._free.append(dialogue)
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._sweeper = asyncio.get_running_loop().call_later(self._idle, self._close_idle)

    def _close_idle(self) -> None:
        self._sweeper = None
        for dialogue in self._free:
            dialogue.quit()
        self._free.clear()

    async def close(self) -> None:
        """Leaves the server."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._close_idle()
