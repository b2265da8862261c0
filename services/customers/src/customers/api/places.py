"""The orders of the list, and cursors as places in them."""

from dataclasses import astuple
from datetime import datetime
from typing import Literal

from chassis.errors import Invalid
from chassis.http import decode_cursor, encode_cursor
from customers.domain.listing import Position, Sort
from customers.domain.search import Asked, Match

SortBy = Literal["section", "name", "-name", "temperature", "created_at", "-created_at", "updated_at", "-updated_at"]
_SORTS: dict[SortBy, tuple[Sort, bool]] = {
    "section": ("section", False),
    "name": ("name", False),
    "-name": ("name", True),
    "temperature": ("temperature", False),
    "created_at": ("created_at", False),
    "-created_at": ("created_at", True),
    "updated_at": ("updated_at", False),
    "-updated_at": ("updated_at", True),
}
_POSITION: dict[Sort, tuple[type, ...]] = {
    "section": (int, str, str),
    "name": (str, str),
    "temperature": (int, str, str),
    "created_at": (str,),
    "updated_at": (datetime, str),
}


def order_of(sort: SortBy | None, *, searching: bool, follow_up: bool) -> tuple[Sort | None, bool]:
    """The order that is asked for, and whether backwards; None: that of the matches."""
    if sort is not None:
        return _SORTS[sort]
    if searching:
        return None, False
    return ("temperature" if follow_up else "section"), False


def cursor_of(at: Position | Match) -> str:
    """A cursor after that place."""
    return encode_cursor(*(astuple(at) if isinstance(at, Match) else at))


def place(cursor: str, sort: Sort | None, asked: Asked | None) -> Position | Match:
    """The place that a cursor stands for; Invalid if it is of another list."""
    if sort is not None:
        return decode_cursor(cursor, *_POSITION[sort])
    found = Match(*decode_cursor(cursor, int, int, str, str))
    steps = asked or ()
    known = 0 <= found.step < len(steps) and 0 <= found.way < len(steps[found.step])
    if not known or not found.term.startswith(steps[found.step][found.way].prefix):
        raise Invalid.field("query:cursor", "not a cursor of this list")
    return found
