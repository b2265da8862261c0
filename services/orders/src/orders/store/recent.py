"""Keeps something in memory that is at most a second old: reads everything once, then only what changed."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from chassis.clock import Clock

T = TypeVar("T")

_FRESH = timedelta(seconds=1)
_OVERLAP = timedelta(minutes=1)
"""Changes are looked for that much earlier than the last look: clocks differ, and commits overtake each other."""


class Recent(Generic[T]):
    """Hands `learn` everything that `changed_since` tells; the same thing may come again."""

    def __init__(
        self,
        changed_since: Callable[[datetime | None], Awaitable[Iterable[T]]],
        learn: Callable[[T], None],
        clock: Clock,
    ) -> None:
        self._changed_since = changed_since
        self._learn = learn
        self._clock = clock
        self._looked: datetime | None = None
        self._looking = asyncio.Lock()

    async def refresh(self) -> None:
        """Looks for changes, unless that was done within the last second."""
        if self._is_fresh():
            return
        async with self._looking:
            if self._is_fresh():
                return
            started = self._clock.now()
            for each in await self._changed_since(self._looked and self._looked - _OVERLAP):
                self._learn(each)
            self._looked = started

    def _is_fresh(self) -> bool:
        return self._looked is not None and abs(self._clock.now() - self._looked) < _FRESH
