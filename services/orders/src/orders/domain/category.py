"""Categories: what products are sorted by, named in the customer's language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

MOST = 500
"""Categories that a shop may have: all of them are kept in memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """Products name it by its `key`, which never changes; those of one parent are shown by `position`, then by key."""

    id: str
    version: int
    key: str
    name: Mapping[str, str]
    position: int = 0
    parent: str | None = None
    created_at: datetime
    updated_at: datetime


class CategoryTree:
    """All categories. A key without a category stands for itself, after all others."""

    def __init__(self, categories: Iterable[Category] = ()) -> None:
        self._known = {category.key: category for category in categories}

    def find(self, key: str) -> Category | None:
        """The category of that key."""
        return self._known.get(key)

    def names(self, key: str | None) -> Mapping[str, str]:
        """By language; empty for a key without a category."""
        category = None if key is None else self._known.get(key)
        return {} if category is None else category.name

    def above(self, key: str | None) -> tuple[Category, ...]:
        """The category of that key, its parent, and so on up; none twice."""
        path: list[Category] = []
        while key is not None and (category := self._known.get(key)) is not None and category not in path:
            path.append(category)
            key = category.parent
        return tuple(path)

    def within(self, key: str) -> frozenset[str]:
        """The keys under which its products are found: its own and those above."""
        return frozenset({key, *(category.key for category in self.above(key))})

    def in_order(self, keys: Iterable[str]) -> Sequence[str]:
        """The keys as they are shown: each before those below it."""

        def place(key: str) -> tuple[bool, Sequence[tuple[int, str]], str]:
            path = [(category.position, category.key.casefold()) for category in reversed(self.above(key))]
            return not path, path, key.casefold()

        return sorted(keys, key=place)

    def has_below(self, key: str) -> bool:
        """Whether it is anybody's parent."""
        return any(category.parent == key for category in self._known.values())

    def __len__(self) -> int:
        return len(self._known)
