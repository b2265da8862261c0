"""Order where it matters: one delivery after another of one key, others side by side."""

import asyncio


class Lanes:
    """Lets deliveries of one key pass one after another, others side by side."""

    def __init__(self) -> None:
        self._last: dict[str, asyncio.Future[None]] = {}

    def lane(self, key: str) -> "_Lane":
        """To be entered with `async with`, for as long as the delivery takes."""
        return _Lane(self._last, key)


class _Lane:
    __slots__ = ("_before", "_key", "_last", "_mine")

    def __init__(self, last: dict[str, asyncio.Future[None]], key: str) -> None:
        self._last = last
        self._key = key

    async def __aenter__(self) -> None:
        self._mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._before = self._last.get(self._key)
        self._last[self._key] = self._mine
        if self._before is not None and not self._before.done():
            try:
                await asyncio.shield(self._before)
            except BaseException:
                self._leave_after(self._before)
                raise

    async def __aexit__(self, *_: object) -> None:
        self._leave()

    def _leave_after(self, before: asyncio.Future[None]) -> None:
        """Cancelled while it waited: whoever is next still has to wait for the one before."""
        if before.done():
            self._leave()
        else:
            before.add_done_callback(lambda _: self._leave())

    def _leave(self) -> None:
        self._mine.set_result(None)
        if self._last.get(self._key) is self._mine:
            del self._last[self._key]
