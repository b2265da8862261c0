"""The bad rows of an import as a table, to be worked through in a spreadsheet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.http.sheets import lines
from devstack.importer.table import BadFile

Report = Callable[[int, str], None]


@contextmanager
def bad_rows(path: Path) -> Iterator[Report]:
    """Writes line and reason of each; BadFile if nothing can be written there."""
    try:
        file = path.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror}") from None
    with file:
        file.write(lines([("line", "reason")]))

        def write(line: int, reason: str) -> None:
            file.write(lines([(line, reason)]))
            file.flush()

        yield write
