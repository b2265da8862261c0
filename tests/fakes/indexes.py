"""What an index holds of a document: one entry, or of an array one for each element. It gives a key once, and finds
what lies from key to key."""

from collections.abc import Iterable, Sequence
from itertools import product
from operator import itemgetter
from typing import Any

from chassis.mongo import Between, Doc, Index
from tests.fakes.queries import matches, rank, value_at

Keys = Sequence[tuple[str, int]]


def taken(doc: Doc, index: Index) -> dict[str, Any]:
    """The keys of a unique index that the document takes, each with what it is told as."""
    if index.partial is not None and not matches(doc, index.partial):
        return {}
    names = [name for name, _ in index.keys]
    return {repr(entry): dict(zip(names, entry, strict=True)) for entry in _entries(doc, index.keys)}


def along(docs: Iterable[Doc], keys: Keys, between: Between) -> list[Doc]:
    """Each once, where it is met first, from the first of `between` to before the second."""
    first, last = ([rank(bound[name]) for name, _ in keys] for bound in between)
    entries = ((list(map(rank, entry)), doc) for doc in docs for entry in _entries(doc, keys))
    met = sorted(((at, doc) for at, doc in entries if first <= at < last), key=itemgetter(0))
    return list({doc["_id"]: doc for _, doc in met}.values())


def _entries(doc: Doc, keys: Keys) -> Iterable[tuple[Any, ...]]:
    values = [value_at(doc, name) for name, _ in keys]
    return product(*(value or [None] if isinstance(value, list) else [value] for value in values))
