"""The lines of orders by their order, on disk: a file of any size costs little memory."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

from devstack.importer.mapping import Mappings
from devstack.importer.table import BadFile, BadRow, Row, Table

_BATCH = 1000


class LineIndex:
    """Made of the whole file before the first order goes in, so that no order goes in with half of its lines."""

    def __init__(self, path: Path, table: Table, rules: Mappings, read: Callable[[], None]) -> None:
        self.name = path.name
        # SQLite keeps a database without a name in a temporary file, and removes it.
        self._rows = sqlite3.connect("")
        self._rows.execute("create table rows (of text, line integer, cells text, used integer default 0)")
        order = rules["order"]
        for number, row in enumerate(table.rows()):
            if isinstance(row, BadRow):
                raise BadFile(f"{path.name} line {row.line}: {row.reason}; nothing was imported")
            values = (order.value(row.cells), row.line, json.dumps(row.cells))
            self._rows.execute("insert into rows (of, line, cells) values (?, ?, ?)", values)
            if number % _BATCH == 0:
                read()
        self._rows.execute("create index by_order on rows (of, line)")

    def of(self, order: str) -> list[Row]:
        """The lines of an order, in the file's order."""
        found = self._rows.execute("select line, cells from rows where of = ? order by line", (order,)).fetchall()
        self._rows.execute("update rows set used = 1 where of = ?", (order,))
        return [Row(line, json.loads(cells)) for line, cells in found]

    @property
    def unused(self) -> int:
        """How many lines no order asked for."""
        return int(self._rows.execute("select count(*) from rows where used = 0").fetchone()[0])
