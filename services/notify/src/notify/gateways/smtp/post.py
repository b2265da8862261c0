"""The SMTP server: a few connections, opened when there is work, kept while there is, closed when there is none."""

import asyncio
import socket
from collections import deque
from dataclasses import dataclass
from typing import cast

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPConnectError, SMTPException, SMTPResponseException

from chassis.errors import Spoken
from chassis.mishaps import described
from chassis.telemetry import log
from notify.domain.mail import Outcome, Result
from notify.domain.mailbox import in_ascii
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


class _Away(Spoken):
    """The server cannot be reached or does not let us in."""


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A message on its way, and who waits to hear of it."""

    to: str
    message: Message
    outcome: asyncio.Future[Outcome]


@dataclass(slots=True)
class _Line:
    """One of the connections that there may be, at present connected or not."""

    dialogue: Dialogue | None = None


class SmtpPost:
    """Sends messages over at most `connections` connections. While all are busy, the next message waits at one of them
    and its envelope travels with the message before."""

    def __init__(self, server: SmtpServer, sender: str, connections: int, idle: float = _IDLE) -> None:
        self._server = server
        self._sender = sender
        self._idle = idle
        self._resting = [_Line() for _ in range(connections)]
        self._waiting: deque[_Parcel] = deque()
        self._busy: set[asyncio.Task[None]] = set()
        self._sweeper: asyncio.TimerHandle | None = None
        self._idle_since = 0.0
        self._away_until = 0.0
        self._log = log("smtp")

    async def send(self, to: str, message: Message) -> Outcome:
        """One attempt over one connection; a kept connection that turns out dead is replaced once."""
        try:
            address = in_ascii(to)
        except ValueError:
            address = ""
        if not address.isprintable() or not address or any(sign in address for sign in "<> "):
            return Outcome(Result.REFUSED, "the address cannot be written to")
        parcel = _Parcel(address, message, asyncio.get_running_loop().create_future())
        if self._resting:
            task = asyncio.create_task(self._work_off(self._resting.pop(), parcel))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        else:
            self._waiting.append(parcel)
        return (await parcel.outcome).without(address).without(to)

    async def _work_off(self, line: _Line, parcel: _Parcel | None) -> None:
        while parcel is not None:
            following = self._next()
            try:
                outcome = await self._deliver(line, parcel, following)
            except Exception as error:
                self._log.exception("delivery_failed")
                outcome = Outcome(Result.DEFERRED, described(error))
            if not parcel.outcome.done():
                parcel.outcome.set_result(outcome)
            # Somebody may have come while nobody was following; whoever waits when a line rests would wait for good.
            parcel = following or self._next()
        self._rest(line)

    def _next(self) -> _Parcel | None:
        return self._waiting.popleft() if self._waiting else None

    async def _deliver(self, line: _Line, parcel: _Parcel, following: _Parcel | None) -> Outcome:
        then = following.to if following is not None else None
        while True:
            kept = line.dialogue if line.dialogue is not None and line.dialogue.usable else None
            try:
                dialogue = line.dialogue = kept or await self._connection()
            except _Away as error:
                return Outcome(Result.DEFERRED, str(error))
            message = parcel.message.to_bytes(eight_bit=dialogue.eight_bit)
            try:
                await dialogue.deliver(self._sender, parcel.to, message, then)
            except Refused as error:
                if error.reply.code == _CLOSING:
                    dialogue.abort("the server closes")
                    if kept:
                        continue
                for_good = error.reply.code // 100 == 5
                result = Result.REFUSED if for_good else Result.DEFERRED
                return Outcome(result, str(error), code=error.reply.code)
            except Lost as error:
                if error.message_out:
                    return Outcome(Result.IN_DOUBT, f"lost after DATA: {error}")
                if kept:
                    continue
                return Outcome(Result.DEFERRED, str(error))
            except BaseException:
                dialogue.abort("interrupted")
                raise
            return Outcome(Result.ACCEPTED)

    async def _connection(self) -> Dialogue:
        loop = asyncio.get_running_loop()
        if loop.time() < self._away_until:
            raise _Away("the SMTP server does not answer")
        try:
            return await self._connect()
        except (SMTPException, OSError, ValueError) as error:
            # The others that wait need not find out one by one.
            self._away_until = loop.time() + _PAUSE_AFTER_FAILURE
            self._log.warning("smtp_away", why=described(error))
            raise _Away(f"no connection: {described(error)}") from error

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

    def _rest(self, line: _Line) -> None:
        self._resting.append(line)
        loop = asyncio.get_running_loop()
        self._idle_since = loop.time()
        if self._sweeper is None:
            self._sweeper = loop.call_later(self._idle, self._sweep)

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        rest = self._idle_since + self._idle - loop.time()
        if rest > 0:
            self._sweeper = loop.call_later(rest, self._sweep)
        else:
            self._sweeper = None
            self._close_resting()

    def _close_resting(self) -> None:
        for line in self._resting:
            if line.dialogue is not None:
                line.dialogue.quit()
                line.dialogue = None

    async def close(self) -> None:
        """Leaves the server."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._close_resting()
