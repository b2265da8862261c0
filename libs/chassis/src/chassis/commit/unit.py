"""A unit: document writes with their preconditions, the mark that says that it was done, and the events it causes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.errors import Conflict
from chassis.inbox import Mark
from chassis.mongo import Doc
from contracts.base import Event


@dataclass(frozen=True, slots=True)
class Insert:
    """A new document; AlreadyExists if its `_id` or a unique key is taken."""

    collection: str
    doc: Doc


@dataclass(frozen=True, slots=True)
class Replace:
    """The document in place of the one with the same `_id` at `version`; VersionConflict if that is not there."""

    collection: str
    doc: Doc
    version: int


@dataclass(frozen=True, slots=True)
class Amend:
    """Some fields of the document at `version`, which then is at `version` + 1; VersionConflict if that is not there.

    For small changes on the hot path: the database looks only at the indexes of these fields.
    """

    collection: str
    id: str
    version: int
    fields: Doc


@dataclass(frozen=True, slots=True)
class Delete:
    """Removes the document at `version`; VersionConflict if that is not there."""

    collection: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Require:
    """Nothing is changed, but the document must still be at `version` when the unit is committed."""

    collection: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Until:
    """Nothing is changed, but the unit must be committed by then; VersionConflict if it comes later.

    For what carries the time at which it was decided: whoever reads what happened up to a moment knows when no more
    can come.
    """

    at: datetime


Change = Insert | Replace | Amend | Delete
Write = Change | Require | Until


@dataclass(frozen=True, slots=True)
class Unit:
    """One indivisible change of state."""

    writes: Sequence[Write] = ()
    events: Sequence[Event] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A unit that takes the next number of a series without gaps: the number is drawn inside the transaction, and
    `build` makes the unit with it. `build` may be called again and must be pure."""

    series: str
    build: Callable[[int], Unit]


class AlreadyExists(Conflict):
    """A document with that id or unique key is there already."""

    type = "already-exists"
    title = "Such a record exists already"

    def __init__(self, collection: str, keys: dict[str, Any]) -> None:
        super().__init__(f"{collection}: {', '.join(keys)} already in use")
        self.collection = collection
        self.keys = keys
