"""A change that met another one, of something that its author neither saw nor touched, is made again."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from chassis.errors import VersionConflict

T = TypeVar("T")

_MOST_COLLISIONS = 30


async def trying_again(attempt: Callable[[], Awaitable[T]]) -> T:
    """What `attempt` comes to. It reads everything anew; a VersionConflict that names the version which its author
    should have seen is his answer and is raised."""
    for _ in range(_MOST_COLLISIONS - 1):
        try:
            return await attempt()
        except VersionConflict as error:
            if error.extra:
                raise
    return await attempt()
