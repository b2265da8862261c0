"""Notes on a card (ML-18 to ML-22)."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal, Self

import regex

Priority = Literal["high", "medium", "none"]
Act = Literal["written", "edited", "deleted"]

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
    updated_by: str
    updated_at: datetime

    @classmethod
    def written(cls, identifier: str, customer_id: str, text: str, priority: Priority, by: str, now: datetime) -> Self:
        """A new note."""
        return cls(identifier, 1, customer_id, text, priority, by, now, by, now)

    def saved(self, text: str, priority: Priority, by: str, now: datetime) -> "Note":
        """After an edit; the very same note if nothing changed."""
        if (text, priority) == (self.text, self.priority):
            return self
        return replace(self, text=text, priority=priority, version=self.version + 1, updated_by=by, updated_at=now)


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of a note, as it is seen on its card (ML-4)."""

    id: str
    text: str
    priority: Priority
    created_at: datetime

    @classmethod
    def of(cls, note: Note) -> Self:
        """What a card shows of it."""
        return cls(note.id, preview(note.text), note.priority, note.created_at)


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody did to a note: how it reads since, or how it read when it was deleted."""

    note_id: str
    version: int
    customer_id: str
    act: Act
    text: str
    priority: Priority
    by: str
    at: datetime

    @classmethod
    def to(cls, note: Note) -> Self:
        """The change that made the note what it is."""
        act: Act = "written" if note.version == 1 else "edited"
        return cls(
            note.id, note.version, note.customer_id, act, note.text, note.priority, note.updated_by, note.updated_at
        )

    @classmethod
    def deleting(cls, note: Note, by: str, now: datetime) -> Self:
        """The end of the note."""
        return cls(note.id, note.version + 1, note.customer_id, "deleted", note.text, note.priority, by, now)


def newest(*notes: Preview | None) -> Preview | None:
    """The newest of them; none may be there."""
    return max((note for note in notes if note is not None), key=lambda note: note.id, default=None)


def preview(text: str, graphemes: int = _PREVIEW) -> str:
    """The text on one line, cut after that many of what a reader takes for characters (ML-4)."""
    line = " ".join(text.split())
    if len(line) <= graphemes:
        return line
    end = graphemes if line.isascii() else _beginning(graphemes).match(line).end()
    return line if end == len(line) else line[:end].rstrip() + "…"


@lru_cache(maxsize=8)
def _beginning(graphemes: int) -> "regex.Pattern[str]":
    return regex.compile(rf"\X{{0,{graphemes}}}")
