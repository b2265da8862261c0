"""Long lists of the API, read page by page and laid side by side: however long, in a little memory."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from operator import itemgetter
from typing import Any

from devstack.importer.client import Client

Record = dict[str, Any]
Stream = AsyncIterator[Record]


async def stream(client: Client, path: str, since: datetime | None = None) -> Stream:
    """Everything in the list, in its order. Raises what the client raises."""
    query = {"limit": "200"} | ({"since": since.isoformat()} if since is not None else {})
    while True:
        page = await client.get(path, **query)
        for record in page["items"]:
            yield record
        if page["next"] is None:
            return
        query["cursor"] = page["next"]


async def side_by_side(left: Stream, right: Stream) -> AsyncIterator[tuple[Record | None, Record | None]]:
    """Records of one `id` together, None where a stream has none; both streams are in order of id."""
    one, other = await anext(left, None), await anext(right, None)
    while one is not None or other is not None:
        has_one = one is not None and (other is None or one["id"] <= other["id"])
        has_other = other is not None and (one is None or other["id"] <= one["id"])
        yield one if has_one else None, other if has_other else None
        if has_one:
            one = await anext(left, None)
        if has_other:
            other = await anext(right, None)


async def in_turn(at: Callable[[Record], datetime], **streams: Stream) -> AsyncIterator[tuple[str, Record]]:
    """One record after the other, whichever is the oldest, with the name of its stream."""
    heads = {name: await anext(stream, None) for name, stream in streams.items()}
    while following := [(at(head), name, head) for name, head in heads.items() if head is not None]:
        _, name, oldest = min(following, key=itemgetter(0))
        yield name, oldest
        heads[name] = await anext(streams[name], None)
