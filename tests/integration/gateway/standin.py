"""Small stand-ins for the services behind the gateway: they note what reached them, byte for byte."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    """One request as it came over the wire; header names in lower case."""

    method: str
    target: str
    protocol: str
    headers: dict[str, str]
    body: bytes
    connection: int
    writer: asyncio.StreamWriter


def response(status: int = 200, headers: str = "", body: bytes | None = None, service: str = "") -> bytes:
    """The bytes of an answer; by default JSON that names the service."""
    content = body if body is not None else json.dumps({"service": service}).encode()
    head = (
        f"HTTP/1.1 {status} Status\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n{headers}\r\n"
    )
    return head.encode() + content


Answer = Callable[[Request], Awaitable[bytes | None]]
"""What to send back; None closes the connection without an answer."""


@dataclass
class StandIn:
    """A service behind the gateway; `answer` may be replaced."""

    name: str
    port: int = 0
    answer: Answer | None = None
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = self.connections
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while reply := await self._one(reader, writer, connection):
                writer.write(reply)
                await writer.drain()
        self.closed.set()
        writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> bytes | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        method, target, protocol = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        request = Request(method, target, protocol, headers, body, connection, writer)
        self.requests.append(request)
        return await self.answer(request) if self.answer else response(service=self.name)
