"""Which field takes its value from which columns: `--map` and what goes without saying."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

_COLUMN = re.compile(r"\{([^{}]+)\}")
_EMPTY_PARTS = re.compile(r"\s*,(?:\s*,)+")
_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9._%+@-]")


class BadMapping(Exception):
    """A `--map` that makes no sense for this file; the message says why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is made of a row; `columns` are those it looks at."""

    columns: tuple[str, ...]
    value: Callable[[Mapping[str, str]], str]


Mappings = Mapping[str, Rule]
"""The rule of each field that is filled at all."""


def mappings(arguments: Iterable[str], fields: Collection[str], columns: Collection[str]) -> Mappings:
    """The rules for a file with these columns: a field takes the column of its own name, unless told otherwise.

    `fields` may end in `.*`, for one value a language or currency. Raises BadMapping.
    """
    rules: dict[str, Rule | None] = {name: _column(name) for name in columns if field_of(name, fields)}
    for argument in arguments:
        field, separator, source = argument.partition("=")
        constant = field.endswith(":")
        field = field.rstrip(":").strip()
        if not separator:
            raise BadMapping(f"{argument!r} is not FIELD=COLUMN")
        if field_of(field, fields) is None:
            raise BadMapping(f"there is no field {field!r}; known are {', '.join(sorted(fields))}")
        rules[field] = _constant(source) if constant else _rule(field, source.strip())
    kept = {field: rule for field, rule in rules.items() if rule is not None}
    for field, rule in kept.items():
        if missing := [name for name in rule.columns if name not in columns]:
            raise BadMapping(
                f"{field}: the file has no column {', '.join(map(repr, missing))}; it has {', '.join(columns)}"
            )
    return kept


def field_of(name: str, fields: Collection[str]) -> str | None:
    """The field that a name stands for: itself, or `name.*` for `name.en`."""
    if name in fields and not name.endswith("*"):
        return name
    head, dot, last = name.rpartition(".")
    return f"{head}.*" if dot and last not in ("", "*") and f"{head}.*" in fields else None


def _rule(field: str, source: str) -> Rule | None:
    if not source:
        return None
    if _COLUMN.search(source):
        return _template(source, address=field.split(".")[-1] == "email")
    if source.startswith("!"):
        return _negated(source[1:].strip())
    return _column(source)


def _column(name: str) -> Rule:
    return Rule((name,), lambda cells: cells[name])


def _constant(text: str) -> Rule:
    return Rule((), lambda _: text)


def _negated(name: str) -> Rule:
    return Rule((name,), lambda cells: f"!{cells[name]}" if cells[name] else "")


def _template(text: str, *, address: bool) -> Rule:
    names = tuple(_COLUMN.findall(text))

    def value(cells: Mapping[str, str]) -> str:
        if not any(cells[name] for name in names):
            return ""
        filled = _COLUMN.sub(lambda match: _folded(cells[match[1]]) if address else cells[match[1]], text)
        return _NOT_IN_ADDRESS.sub("", filled.lower()) if address else _tidy(filled)

    return Rule(names, value)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return decomposed.encode("ascii", "ignore").decode()


def _tidy(text: str) -> str:
    """Without what empty cells leave behind."""
    return " ".join(_EMPTY_PARTS.sub(",", text).split()).strip(" ,")
