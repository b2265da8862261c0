"""Tests wait for a condition, never a fixed time."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(look: Callable[[], Awaitable[T]], timeout: float = 15, every: float = 0.02) -> T:
    """What `look` returns as soon as it is truthy; AssertionError with its last value after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        seen = await look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout} s; last seen: {seen!r}")
        await asyncio.sleep(every)


def until(look: Callable[[], T], timeout: float = 30, every: float = 0.02) -> T:
    """The same where no loop runs."""
    deadline = time.monotonic() + timeout
    while not (seen := look()):
        assert time.monotonic() < deadline, f"not within {timeout} s; last seen: {seen!r}"
        time.sleep(every)
    return seen
