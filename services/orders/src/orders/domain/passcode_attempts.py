"""How often a passcode may be guessed: five times, then a pause that doubles with each further wrong guess."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_FREE = 5
_PAUSE = timedelta(minutes=1)
_LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Guesses at a link's passcode since the last right one; version 0 if there were none ever."""

    link_id: str
    version: int
    count: int
    next_at: datetime


def guess(attempts: Attempts, now: datetime) -> Attempts | None:
    """The count with one more guess, to be kept before the guess is looked at; None if it is too early for one."""
    if attempts.count >= _FREE and now < attempts.next_at:
        return None
    count = attempts.count + 1
    pause = min(_LONGEST, _PAUSE * 2 ** min(max(count - _FREE, 0), 20))
    return replace(attempts, version=attempts.version + 1, count=count, next_at=now + pause)


def forgiven(attempts: Attempts) -> Attempts:
    """The count after the right passcode."""
    return replace(attempts, version=attempts.version + 1, count=0)
