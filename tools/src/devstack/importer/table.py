"""A CSV file as rows with their line numbers, read as it streams: UTF-8 or UTF-16, any usual delimiter."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_DELIMITERS = ",;\t|"
_HEAD = 64 * 1024
_LONGEST_ROW = 1024 * 1024
"""In characters; no request may be that large. What is longer lacks a quote or line breaks, or wants the memory."""
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What other encodings leave in cells, and no text has."""
_QUOTED = re.compile(r'"[^"]*"')
_SPREADSHEET_TEXT = re.compile(r'="(.*)"', re.DOTALL)
"""How spreadsheets keep the zeros of a number that is none: `="00123"`."""
_SHOWN_NOT_RUN = re.compile(r"'('*[=+\-@].*)", re.DOTALL)
"""How exports keep a text from being run by a spreadsheet: `'+34 600 123 456`; what looks like that by itself has one
apostrophe more."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row by column; `line` is where it begins, the header being line 1."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be taken, and why."""

    line: int
    reason: str


class BadFile(Exception):
    """The file as a whole cannot be read; the message says why."""


class Table:
    """An open file. `columns` are known at once, rows are read as they are asked for."""

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        try:
            self._raw = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise BadFile(f"{path}: {error.strerror}") from None
        head = self._raw.read(_HEAD)
        self._raw.seek(0)
        try:
            # Bytes that are no text are kept as marks, so that only their own rows are refused.
            self._text = io.TextIOWrapper(self._raw, encoding or _encoding(head), errors="surrogateescape", newline="")
        except LookupError:
            raise BadFile(f"{encoding} is no known encoding") from None
        self._encoding = self._text.encoding
        self._length = 0
        try:
            delimiter = _delimiter(head.decode(self._encoding, "replace"))
            self._reader = csv.reader(self._lines(), delimiter=delimiter, strict=True)
            header = next(self._reader, [])
        except (csv.Error, UnicodeError) as error:
            raise BadFile(f"{path}: line 1: {error}") from None
        if _NO_TEXT.search("".join(header)):
            raise BadFile(f"{path}: line 1 is not {self._encoding}; name the right encoding with --encoding")
        self.columns = tuple(name.strip() for name in header)
        named = [name for name in self.columns if name]
        if not named:
            raise BadFile(f"{path}: line 1 should name the columns, but is empty")
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise BadFile(f"{path}: more than one column is called {', '.join(twice)}")

    @property
    def position(self) -> int:
        """How many bytes of `size` were read."""
        return self._raw.tell()

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows in order; blank ones are passed over."""
        while True:
            line = self._reader.line_num + 1
            self._length = 0
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeError) as error:
                yield BadRow(line, f"{error}; what follows cannot be told apart and was not read")
                return
            if any(cell.strip() for cell in cells):
                yield self._row(line, cells)

    def _lines(self) -> Iterator[str]:
        while line := self._text.readline(_LONGEST_ROW + 1):
            self._length += len(line)
            if self._length > _LONGEST_ROW:
                raise csv.Error(f"a row of more than {_LONGEST_ROW} characters")
            yield line

    def _row(self, line: int, cells: list[str]) -> Row | BadRow:
        if len(cells) != len(self.columns):
            return BadRow(line, f"{len(cells)} cells instead of {len(self.columns)}")
        named = {name: _plain(cell) for name, cell in zip(self.columns, cells, strict=True) if name}
        if _NO_TEXT.search("".join(named.values())):
            garbled = ", ".join(name for name, cell in named.items() if _NO_TEXT.search(cell))
            return BadRow(line, f"{garbled}: not {self._encoding}; name the right one with --encoding")
        return Row(line, named)


def _encoding(head: bytes) -> str:
    # The mark of UTF-32 begins like that of UTF-16.
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _delimiter(head: str) -> str:
    first = _QUOTED.sub("", head).lstrip("\ufeff").splitlines()[:1]
    return max(_DELIMITERS, key=lambda each: first[0].count(each)) if first else ","


def _plain(cell: str) -> str:
    text = cell.strip()
    if not text.startswith(("'", "=")):
        return text
    found = _SHOWN_NOT_RUN.fullmatch(text) or _SPREADSHEET_TEXT.fullmatch(text)
    return found[1] if found else text
