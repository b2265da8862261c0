"""A load generator that costs little beside what it measures: raw HTTP/1.1 over kept-open connections."""

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One answered request; times are CLOCK_MONOTONIC seconds."""

    status: int
    body: bytes
    sent: float
    answered: float


def post(path: str, token: str, body: bytes, *, key: str | None = None) -> bytes:
    """A POST request as bytes."""
    return _request("POST", path, token, body, key)


def get(path: str, token: str) -> bytes:
    """A GET request as bytes."""
    return _request("GET", path, token, b"", None)


def put(path: str, token: str, body: bytes, *, version: int) -> bytes:
    """A PUT request in place of that version, as bytes."""
    return _request("PUT", path, token, body, None, f'If-Match: "{version}"')


def _request(method: str, path: str, token: str, body: bytes, key: str | None, *more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}", *more]
    if key is not None:
        lines.append(f"Idempotency-Key: {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Connection:
    """One kept-open connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> Answer:
        """Sends a request and reads the answer."""
        sent = time.monotonic()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lower = head.lower()
        status = int(head[9:12])
        at = lower.find(b"content-length:")
        if at >= 0:
            length = int(lower[at + 15 : lower.index(b"\r\n", at)])
            body = await self._reader.readexactly(length)
        else:
            body = await self._chunks()
        return Answer(status, body, sent, time.monotonic())

    async def _chunks(self) -> bytes:
        body = b""
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            body += (await self._reader.readexactly(size + 2))[:-2]
        await self._reader.readexactly(2)
        return body

    def close(self) -> None:
        self._writer.close()


async def at_full_speed(port: int, requests: Iterator[bytes], concurrency: int) -> list[Answer]:
    """As many as `concurrency` clients can get through, each waiting for its answer."""
    answers: list[Answer] = []

    async def client() -> None:
        connection = await Connection.open(port)
        answers.extend([await connection.ask(request) for request in requests])
        connection.close()

    await asyncio.gather(*(client() for _ in range(concurrency)))
    return answers


async def at_rate(port: int, requests: Iterator[bytes], per_second: float, concurrency: int) -> list[Answer]:
    """An even stream; the clock of a request starts when it is due, so that waiting counts."""
    answers: list[Answer] = []
    due: asyncio.Queue[tuple[float, bytes] | None] = asyncio.Queue()

    async def client() -> None:
        connection = await Connection.open(port)
        while (item := await due.get()) is not None:
            answer = await connection.ask(item[1])
            answers.append(Answer(answer.status, answer.body, item[0], answer.answered))
        connection.close()

    clients = [asyncio.create_task(client()) for _ in range(concurrency)]
    started = time.monotonic()
    for number, request in enumerate(requests):
        moment = started + number / per_second
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        due.put_nowait((moment, request))
    for _ in clients:
        due.put_nowait(None)
    await asyncio.gather(*clients)
    return answers
