"""Identifiers: UUIDv7, so that ids sort by the time they were made."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import uuid_utils


def new_id() -> str:
    """A fresh UUIDv7."""
    return str(uuid_utils.uuid7())


@lru_cache(maxsize=10_000)
def made_at(identifier: str) -> datetime | None:
    """When a UUIDv7 was made; None for anything else, and for one that tells a time beyond the calendar."""
    try:
        value = UUID(identifier)
        return datetime.fromtimestamp((value.int >> 80) / 1000, UTC) if value.version == 7 else None
    except ValueError:
        return None


def lowest_id(at: datetime) -> str:
    """No UUIDv7 that was made at that instant or later sorts before it."""
    milliseconds = f"{max(0, int(at.timestamp() * 1000)):012x}"
    return f"{milliseconds[:8]}-{milliseconds[8:]}"


def is_recent(identifier: str, now: datetime, within: timedelta = timedelta(minutes=1)) -> bool:
    """Whether the id is so young that news of it may still be on its way."""
    made = made_at(identifier)
    return made is not None and abs(now - made) <= within
