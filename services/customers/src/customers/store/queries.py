"""A list as MongoDB is asked. Each question is one run over one named index, bounded by whose cards may be seen, so
that its cost grows neither with the number of cards nor with the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.access import Reach, Scope
from chassis.mongo import Between, Doc, Sort
from customers.domain.listing import FOLLOW_UP, SECTIONS, Position, Query
from customers.domain.listing import Sort as Order
from customers.domain.search import Wanted

Keys = tuple[tuple[str, int], ...]

_RANKED = {"section": SECTIONS.values(), "temperature": FOLLOW_UP.values()}
_RANK_FIELD = {"section": "section", "temperature": "follow_up"}
_LAST_CHARACTER = "\U0010ffff"
_ENDS: dict[str, tuple[object, object]] = {
    "name_key": ("", _LAST_CHARACTER),
    "_id": ("", _LAST_CHARACTER),
    "updated_at": (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
}
"""Before the first and after the last."""


def keys(*fields: str) -> Keys:
    """An ascending index over these fields."""
    return tuple((field, 1) for field in fields)


_OWNED = (
    ("name_key", "_id"),
    ("section", "name_key", "_id"),
    ("follow_up", "name_key", "_id"),
    ("updated_at", "_id"),
    ("terms", "_id"),
)
LIST_INDEXES: tuple[Keys, ...] = (
    *(keys(*fields) for fields in _OWNED),
    keys("section", "follow_up", "name_key", "_id"),
    *(keys("owner_id", *fields) for fields in _OWNED),
    keys("owner_id", "_id"),
)
"""What the lists and the search stand on: for everybody's cards, and for those of one person."""

INACTIVE_INDEXES: tuple[Keys, ...] = tuple(keys("active", *fields) for fields in (*_OWNED, ("_id",)))
"""The same for everybody's who is not active, of them alone: who is active costs them nothing."""

WITHOUT_KEYS: Doc = {"terms": 0, "twin_keys": 0}
"""What of a card is only looked for and never shown, and is half of it."""

_PLACES: dict[Order, tuple[str, ...]] = {
    "section": ("section", "name_key", "_id"),
    "name": ("name_key", "_id"),
    "temperature": ("follow_up", "name_key", "_id"),
    "updated_at": ("updated_at", "_id"),
    "created_at": ("_id",),
}
"""Ids grow with the time of creation."""


@dataclass(frozen=True, slots=True)
class Run:
    """One question: the filter, the order, the index that has both (None: the database chooses), and the part of it
    that was not seen yet."""

    filter: Doc
    sort: Sort
    index: Keys | None
    between: Between | None = None


def place(doc: Doc, order: Order) -> Position:
    """Where a card stands in a list."""
    return tuple(doc[name] for name in _PLACES[order])


def whose(query: Query, scope: Scope) -> str | None:
    """Whose cards alone can match: the caller's own, or those of the manager who is asked for. None: everybody's."""
    return scope.owner_id if scope.reach is Reach.OWN else query.manager_id


def narrowed(wanted: Doc) -> Doc:
    """What the index has first, if the cards are some person's or of those who are not active: few of all cards."""
    if "owner_id" in wanted:
        return {"owner_id": wanted["owner_id"]}
    return {"active": False} if wanted.get("active") is False else {}


def filters(query: Query, scope: Scope) -> Doc:
    """Everything that must be equal, the scope first."""
    wanted: Doc = {}
    if (owner := whose(query, scope)) is not None:
        wanted["owner_id"] = owner
    if query.manager_id is not None:
        wanted["manager_id"] = query.manager_id
    if query.external_id is not None:
        wanted["external_ids"] = query.external_id
    else:
        # Nobody looks for the card of a person who was forgotten but by its key.
        wanted["erased_at"] = None
    if query.status is not None:
        wanted["section"] = SECTIONS[query.status]
    if query.follow_up:
        wanted["follow_up"] = {"$lt": FOLLOW_UP["not_interested"]}
    if query.active is not None or query.follow_up:
        # A card without the field was kept before there was one.
        wanted["active"] = False if query.active is False else {"$ne": False}
    if query.temperature is not None:
        wanted["follow_up"] = FOLLOW_UP[query.temperature]
    return wanted


def runs(query: Query, scope: Scope) -> Iterator[Run]:
    """The questions whose answers, one after the other, are the list: where ranks come first, one for each rank."""
    assert query.sort is not None
    wanted = filters(query, scope)
    after = query.after if isinstance(query.after, tuple) else None
    if query.sort not in _RANK_FIELD:
        field = {"name": "name_key", "created_at": "_id"}.get(query.sort, query.sort)
        yield _run(query, wanted, field, after)
        return
    rank_field = _RANK_FIELD[query.sort]
    for rank in _RANKED[query.sort]:
        if (after is not None and rank < int(str(after[0]))) or not _may_be(rank, wanted.get(rank_field)):
            continue
        rest = after[1:] if after is not None and rank == after[0] else None
        yield _run(query, {**wanted, rank_field: rank}, "name_key", rest)


def _run(query: Query, wanted: Doc, field: str, after: Position | None) -> Run:
    direction = -1 if query.descending else 1
    sort = [(name, direction) for name in dict.fromkeys((field, "_id"))]
    if query.asked is not None or query.external_id is not None:
        parts = [wanted, _any_of(query.asked) if query.asked is not None else {}]
        if after is not None:
            parts.append(_following(field, after, "$lt" if query.descending else "$gt"))
        return Run(_all(parts), sort, None)
    index = _index(wanted, field)
    if after is None:
        return Run(wanted, sort, index)
    head = {name: wanted[name] for name, _ in index if name in wanted and name != field}
    seen = dict(zip((name for name, _ in sort), after, strict=True))
    if query.descending:
        return Run(wanted, sort, index, ({**head, **{name: _ENDS[name][0] for name in seen}}, {**head, **seen}))
    beyond = {**head, **{name: _ENDS[name][1] for name in seen}}
    return Run(_all([wanted, {"_id": {"$ne": seen["_id"]}}]), sort, index, ({**head, **seen}, beyond))


def beginning_with(prefix: str) -> Doc:
    """Cards with a term that begins so. `$elemMatch`, because two bounds on an array may else be met by two terms."""
    return {"terms": {"$elemMatch": {"$gte": prefix, "$lt": prefix + _LAST_CHARACTER}}}


def found(wanted: Wanted) -> list[Doc]:
    """What must hold besides the prefix that drives the search."""
    without = [{"$nor": [beginning_with(prefix) for prefix in wanted.without]}] if wanted.without else []
    return [*(beginning_with(prefix) for prefix in wanted.also), *without]


def _any_of(asked: Sequence[Sequence[Wanted]]) -> Doc:
    if not asked:
        return {"_id": {"$in": []}}
    return {"$or": [_all([beginning_with(step[0].prefix), *found(step[0])]) for step in asked]}


def _all(parts: Sequence[Doc]) -> Doc:
    return {"$and": [part for part in parts if part] or [{}]}


def _may_be(rank: int, wanted: object) -> bool:
    match wanted:
        case None:
            return True
        case {"$lt": bound}:
            return rank < int(bound)
        case _:
            return rank == wanted


def _index(wanted: Doc, field: str) -> Keys:
    """The index that begins with what must be equal and goes on in the order that is asked for."""
    head = list(narrowed(wanted))
    if field == "name_key":
        ranks = [name for name in ("section", "follow_up") if isinstance(wanted.get(name), int)]
        # Such cards are few enough to be looked through for the second of two ranks.
        head += ranks[:1] if head else ranks
    return keys(*head, *dict.fromkeys((field, "_id")))


def _following(field: str, after: Position, beyond: str) -> Doc:
    if field == "_id":
        return {"_id": {beyond: after[0]}}
    value, identifier = after
    return {"$or": [{field: {beyond: value}}, {field: value, "_id": {beyond: identifier}}]}
