"""A road to a server that the test opens and closes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


@asynccontextmanager
async def forwarding(port: int, host: str, target: int) -> AsyncIterator[None]:
    """Connections to `port` of loopback reach `host:target` while this is open; afterwards they break."""
    writers: set[asyncio.StreamWriter] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        back_reader, back_writer = await asyncio.open_connection(host, target)
        writers.update((writer, back_writer))
        await asyncio.gather(pump(reader, back_writer), pump(back_reader, writer))
        writers.difference_update((writer, back_writer))

    server = await asyncio.start_server(connected, "127.0.0.1", port)
    try:
        yield
    finally:
        server.close()
        for writer in list(writers):
            writer.transport.abort()
