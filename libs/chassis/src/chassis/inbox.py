"""The memory of what was already done: event ids of the bus and idempotency keys of HTTP, one mechanism."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

INBOX = "inbox"
KEEP_MARKS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Mark:
    """Written with the effect it stands for. `digest` tells the same request from another under one key;
    `result` is what was answered."""

    id: str
    digest: str | None = None
    result: dict[str, Any] | None = None


class AlreadyDone(Exception):
    """The mark was there before: the effect has happened. Carries the mark as it was kept."""

    def __init__(self, mark: Mark) -> None:
        super().__init__(mark.id)
        self.mark = mark
