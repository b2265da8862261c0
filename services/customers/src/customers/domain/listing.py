"""Which cards, in which order: the sections, the follow-up list, and the filters (ML-1 to ML-6, ML-23, ML-24)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from customers.domain.card import Card, Status, Temperature
from customers.domain.search import Asked, Match

Sort = Literal["section", "name", "temperature", "created_at", "updated_at"]
Position = tuple[str | int | datetime, ...]

SECTIONS: dict[Status, int] = {"current": 0, "potential": 1}
"""Current on top, Potential below."""

FOLLOW_UP: dict[Temperature | None, int] = {"hot": 0, "warm": 1, "cold": 2, None: 3, "not_interested": 4}
"""Whom to call first; who is not interested comes last, and in a follow-up list not at all."""


@dataclass(frozen=True, slots=True)
class Query:
    """The filters, and either an order or what is searched: a search has the order of its matches unless one is
    asked for. `after`: the position of the last card that was seen."""

    asked: Asked | None = None
    external_id: str | None = None
    status: Status | None = None
    temperature: Temperature | None = None
    follow_up: bool = False
    active: bool | None = None
    manager_id: str | None = None
    sort: Sort | None = "section"
    descending: bool = False
    after: Position | Match | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A card and its place in the list, after which the next page begins."""

    card: Card
    at: Position | Match
