"""The drafts of a file, made as it is read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from devstack.importer.drafts import KINDS, LINES, Draft, Kind, Refused, draft, order_draft
from devstack.importer.line_index import LineIndex
from devstack.importer.mapping import BadMapping, Mappings, mappings
from devstack.importer.table import BadFile, BadRow, Row, Table

_OF_LINES = "line."


@dataclass(frozen=True)
class Source:
    """A file about to be imported. `drafts` are made one by one while they are asked for."""

    table: Table
    drafts: Iterable[Draft | BadRow]
    ignored: tuple[str, ...]
    unused_lines: Callable[[], int] = lambda: 0


def plain_source(kind: Kind, path: Path, maps: Sequence[str], encoding: str | None) -> Source:
    """Staff, customers, products or prices. Raises BadFile, BadMapping."""
    table = Table(path, encoding)
    rules = mappings(maps, kind.fields, table.columns)
    _require([name for name in kind.required if not _filled(name, rules)], table)
    return Source(table, _plain_drafts(kind, rules, table), _ignored(table, rules))


def order_source(
    path: Path, lines_path: Path | None, maps: Sequence[str], encoding: str | None, read: Callable[[], None]
) -> Source:
    """Orders with their lines from a second file, or from the same: then each row is a line, and rows that follow
    one another with one external_id are one order. `read` is called while lines are read. Raises BadFile, BadMapping.
    """
    table = Table(path, encoding)
    own = [argument for argument in maps if not argument.startswith(_OF_LINES)]
    of_lines = [argument.removeprefix(_OF_LINES) for argument in maps if argument.startswith(_OF_LINES)]
    rules = mappings(own, KINDS["orders"].fields, table.columns)
    _require([name for name in KINDS["orders"].required if name not in rules], table)
    if lines_path is None:
        line_rules = mappings(of_lines, LINES, table.columns)
        _require([_OF_LINES + name for name in ("product", "quantity") if name not in line_rules], table)
        _check(path, encoding, read)
        drafts = _drafts_of_one_file(rules, line_rules, table, path.name)
        return Source(table, drafts, _ignored(table, {**rules, **line_rules}))
    lines = Table(lines_path, encoding)
    line_rules = mappings(of_lines, LINES, lines.columns)
    _require([_OF_LINES + name for name in ("order", "product", "quantity") if name not in line_rules], lines)
    index = LineIndex(lines_path, lines, line_rules, read)
    return Source(table, _order_drafts(rules, line_rules, table, index), _ignored(table, rules), lambda: index.unused)


def _plain_drafts(kind: Kind, rules: Mappings, table: Table) -> Iterator[Draft | BadRow]:
    for row in table.rows():
        yield row if isinstance(row, BadRow) else _attempt(row, partial(draft, kind, rules, row))


def _order_drafts(rules: Mappings, line_rules: Mappings, table: Table, index: LineIndex) -> Iterator[Draft | BadRow]:
    key = rules["external_id"]
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
        else:
            lines = index.of(key.value(row.cells))
            yield _attempt(row, partial(order_draft, rules, row, line_rules, lines, index.name))


def _drafts_of_one_file(rules: Mappings, line_rules: Mappings, table: Table, name: str) -> Iterator[Draft | BadRow]:
    key = rules["external_id"]
    whole = (row for row in table.rows() if isinstance(row, Row))
    for _, group in groupby(whole, key=lambda row: key.value(row.cells)):
        rows = list(group)
        yield _attempt(rows[0], partial(order_draft, rules, rows[0], line_rules, rows, name))


def _check(path: Path, encoding: str | None, read: Callable[[], None]) -> None:
    """BadFile if a row cannot be told apart: which order would lack it is not known."""
    for row in Table(path, encoding).rows():
        if isinstance(row, BadRow):
            raise BadFile(f"{path.name} line {row.line}: {row.reason}; nothing was imported")
        read()


def _attempt(row: Row, make: Callable[[], Draft]) -> Draft | BadRow:
    try:
        return make()
    except Refused as refused:
        return BadRow(row.line, str(refused))


def _filled(name: str, rules: Mappings) -> bool:
    return any(field == name or field.startswith(f"{name}.") for field in rules)


def _require(missing: Sequence[str], table: Table) -> None:
    if missing:
        raise BadMapping(
            f"no column for {', '.join(missing)}: say which with --map {missing[0]}=COLUMN; "
            f"the file has {', '.join(table.columns)}"
        )


def _ignored(table: Table, rules: Mappings) -> tuple[str, ...]:
    used = {column for rule in rules.values() for column in rule.columns}
    return tuple(name for name in table.columns if name and name not in used)
