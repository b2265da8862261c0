"""The sending half of SMTP on a connection that stands already: one message, as few round trips as the server allows.

aiosmtplib connects, negotiates TLS and signs in. It neither pipelines (RFC 2920) nor tells whether a connection was
lost before or after the message went out, which decides whether the mail is in doubt.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

_LONGEST_REPLY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers to one command."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Lost(Exception):
    """The connection broke, or the server talks nonsense or nothing at all. `message_out`: it may have the mail."""

    def __init__(self, why: str, message_out: bool = False) -> None:
        super().__init__(why)
        self.message_out = message_out


class Refused(Exception):
    """The server said no to a command."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


class Dialogue(asyncio.Protocol):
    """Takes over a transport after the greeting, EHLO, TLS and AUTH."""

    def __init__(self, transport: asyncio.Transport, *, pipelining: bool, eight_bit: bool, timeout: float) -> None:
        self._transport = transport
        self._pipelining = pipelining
        self._timeout = timeout
        self.eight_bit = eight_bit
        self._buffer = bytearray()
        self._lines: list[bytes] = []
        self._replies: list[Reply] = []
        self._waiter: asyncio.Future[None] | None = None
        self._broken: str | None = None
        self._begun = False
        transport.set_protocol(self)

    @property
    def usable(self) -> bool:
        """Whether another message may be sent over it."""
        return self._broken is None and not self._transport.is_closing()

    async def deliver(self, sender: str, recipient: str, message: bytes, then: str | None = None) -> Reply:
        """Sends one message of complete CRLF lines; the server's acceptance, else Refused or
        Lost, after which the connection may be unusable. The next message, if it is delivered over this connection at
        all, goes to `then`: a server that pipelines hears so with this one, which saves a round trip."""
        begun, self._begun = self._begun, False
        if self._replies and not begun:
            self.abort("the server spoke unasked")
            raise Lost(f"the server spoke unasked: {self._replies[0]}")
        out = False
        try:
            async with asyncio.timeout(self._timeout):
                await self._open(self._envelope(sender, recipient), begun)
                out = True
                following = []
                if then is not None and self._pipelining:
                    following = self._envelope(sender, then)
                    self._begun = True
                self._transport.writelines([message.replace(b"\r\n.", b"\r\n.."), b".\r\n", *following])
                accepted = await self._reply()
        except TimeoutError:
            self.abort("no answer in time")
            raise Lost("no answer in time", out) from None
        except Lost as error:
            raise Lost(str(error), out) from None
        if accepted.code // 100 != 2:
            raise Refused(accepted)
        return accepted

    def _envelope(self, sender: str, recipient: str) -> list[bytes]:
        return [
            f"MAIL FROM:<{sender}>{' BODY=8BITMIME' if self.eight_bit else ''}\r\n".encode(),
            f"RCPT TO:<{recipient}>\r\n".encode(),
            b"DATA\r\n",
        ]

    async def _open(self, commands: list[bytes], begun: bool) -> None:
        """Up to the server's invitation to send the message."""
        if not self._pipelining:
            for command in commands:
                self._transport.write(command)
                reply = await self._reply()
                if reply.code // 100 not in (2, 3):
                    await self._reset()
                    raise Refused(reply)
            return
        if not begun:
            self._transport.write(b"".join(commands))
        replies = [await self._reply() for _ in commands]
        refused = next((reply for reply in replies if reply.code // 100 not in (2, 3)), None)
        if refused is None:
            return
        if replies[-1].code == 354:
            # The server invites to a message without recipient; leaving is the sure way not to send it.
            self.abort("left after a refusal")
        else:
            await self._reset()
        raise Refused(refused)

    async def _reset(self) -> None:
        self._transport.write(b"RSET\r\n")
        with suppress(Lost):
            await self._reply()

    async def _reply(self) -> Reply:
        while not self._replies:
            if self._broken is not None:
                raise Lost(self._broken)
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        return self._replies.pop(0)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if len(self._buffer) > _LONGEST_REPLY:
            self.abort("an endless reply")
        while (end := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:end]).rstrip(b"\r")
            del self._buffer[: end + 1]
            self._line(line)
        self._wake()

    def _line(self, line: bytes) -> None:
        code, last = line[:3], line[3:4] != b"-"
        if not code.isdigit():
            self.abort("a reply that is none")
            return
        self._lines.append(line[4:])
        if last:
            text = b" ".join(self._lines).decode("utf-8", "replace")
            self._lines = []
            self._replies.append(Reply(int(code), text[:500]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._broken = self._broken or f"the connection was lost{f': {exc}' if exc else ''}"
        self._wake()

    def eof_received(self) -> bool:
        return False

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def quit(self) -> None:
        """Leaves politely, without waiting for the answer."""
        if self.usable:
            self._transport.write(b"QUIT\r\n")
        self._broken = self._broken or "closed"
        self._transport.close()

    def abort(self, why: str) -> None:
        """Leaves at once."""
        self._broken = self._broken or why
        self._transport.abort()
        self._wake()
