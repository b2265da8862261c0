"""The shape of the book."""

from dataclasses import dataclass

from assignment.domain.rows import Row
from assignment.domain.rulebook.examples import CardExample, OrderExample


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the tables, as a sales director would have it said."""

    row: Row
    title: str
    when: str
    then: str
    mail: str
    examples: tuple[OrderExample | CardExample, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rows that belong together."""

    title: str
    opening: str
    rules: tuple[Rule, ...]
