"""Requests that no HTTP client would send."""

import asyncio

import httpx2


async def connect(client: httpx2.AsyncClient) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of its own to the client's gateway."""
    return await asyncio.open_connection(client.base_url.host, client.base_url.port)


async def raw(client: httpx2.AsyncClient, sent: bytes) -> bytes:
    """Sends bytes and reads until the gateway hangs up."""
    reader, writer = await connect(client)
    writer.write(sent)
    answer = await until_closed(reader)
    writer.close()
    return answer


async def until_closed(reader: asyncio.StreamReader) -> bytes:
    """What is read until the gateway hangs up."""
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
