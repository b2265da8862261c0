"""Time as a thing that is passed in."""

from datetime import UTC, datetime
from time import time_ns
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """UTC, whole milliseconds, which is what MongoDB keeps."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.fromtimestamp(time_ns() // 1_000_000 / 1000, UTC)
