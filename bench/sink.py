"""The outside world's mail server: as cheap as it can be, so that it measures nothing but the sender.

Run as `python -m bench.sink PORT`; `GET`-less: it counts and notes the time of each Message-ID, and answers on its
standard input: a line `take N` waits for N more mails and prints `id time` lines, time as CLOCK_MONOTONIC seconds.
"""

import asyncio
import re
import sys
import time
from typing import cast

import uvloop

_MESSAGE_ID = re.compile(rb"(?im)^message-id:\s*<([^>]+)>")


class _Mailbox:
    def __init__(self) -> None:
        self.seen: list[tuple[str, float]] = []
        self.changed = asyncio.Event()

    def put(self, head: bytes) -> None:
        found = _MESSAGE_ID.search(head)
        self.seen.append((found[1].decode() if found else "", time.monotonic()))
        self.changed.set()


class _Smtp(asyncio.Protocol):
    def __init__(self, mailbox: _Mailbox) -> None:
        self._mailbox = mailbox
        self._buffer = b""
        self._in_data = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while True:
            if self._in_data:
                end = self._buffer.find(b"\r\n.\r\n")
                if end < 0:
                    return
                self._mailbox.put(self._buffer[: min(end, 4096)])
                self._buffer = self._buffer[end + 5 :]
                self._in_data = False
                self._transport.write(b"250 taken\r\n")
                continue
            line, separator, rest = self._buffer.partition(b"\r\n")
            if not separator:
                return
            self._buffer = rest
            self._command(line[:4].upper())

    def _command(self, verb: bytes) -> None:
        if verb == b"EHLO":
            self._transport.write(b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
        elif verb == b"DATA":
            self._in_data = True
            self._transport.write(b"354 go\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 ok\r\n")


async def _serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    mailbox = _Mailbox()
    server = await loop.create_server(lambda: _Smtp(mailbox), "127.0.0.1", port)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    print("ready", flush=True)
    async with server:
        while line := (await lines.readline()).decode().split():
            wanted, patience = int(line[1]), float(line[2])
            deadline = time.monotonic() + patience
            while len(mailbox.seen) < wanted and time.monotonic() < deadline:
                mailbox.changed.clear()
                try:
                    async with asyncio.timeout(max(0.01, deadline - time.monotonic())):
                        await mailbox.changed.wait()
                except TimeoutError:
                    break
            taken, mailbox.seen = mailbox.seen[:wanted], mailbox.seen[wanted:]
            print(len(taken), *(f"{name}|{at}" for name, at in taken), flush=True)


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
