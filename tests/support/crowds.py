"""What comes of several who act in the same moment."""

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any


async def at_once(*work: Awaitable[Any]) -> list[Any]:
    """The answers; of what was refused its refusal."""
    return await asyncio.gather(*work, return_exceptions=True)


def kinds(answers: Iterable[object]) -> list[str]:
    """What sorts of answers there are, each as often as it came."""
    return sorted(type(each).__name__ for each in answers)
