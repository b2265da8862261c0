"""Notes on a card (ML-18 to ML-22)."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Literal

import regex

Priority = Literal["high", "medium", "none"]

RANKS: dict[Priority, int] = {"high": 0, "medium": 1, "none": 2}
"""The notes list begins with the lowest rank."""

_PREVIEW = 120


@dataclass(frozen=True, slots=True)
class Note:
    """A note. Ids grow with time, so that the newest has the highest; an edit does not move it."""

    id: str
    version: int
    customer_id: str
    text: str
    priority: Priority
    created_by: str
    created_at: datetime
    updated_at: datetime

    def saved(self, text: str, priority: Priority, now: datetime) -> "Note":
        """After an edit; the very same note if nothing changed."""
        if (text, priority) == (self.text, self.priority):
            return self
        return replace(self, text=text, priority=priority, version=self.version + 1, updated_at=now)


def preview(text: str, graphemes: int = _PREVIEW) -> str:
    """The text on one line, cut after that many of what a reader takes for characters (ML-4)."""
    line = " ".join(text.split())
    if len(line) <= graphemes:
        return line
    ends = [match.end() for match in islice(regex.finditer(r"\X", line), graphemes + 1)]
    if len(ends) <= graphemes:
        return line
    return line[: ends[graphemes - 1]].rstrip() + "…"
