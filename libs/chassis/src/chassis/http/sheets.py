"""Tables for a spreadsheet: CSV, part by part, with nothing in it that a spreadsheet would run."""

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.responses import StreamingResponse

CSV = "text/csv"
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {CSV: {"schema": {"type": "string"}}}, "description": "With `Accept: text/csv` a table."}
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def _wants_csv(accept: Annotated[str, Header(description="`text/csv` for a table.")] = "") -> bool:
    return any(part.partition(";")[0].strip().lower() == CSV for part in accept.split(","))


WantsCsv = Annotated[bool, Depends(_wants_csv)]


def cell(value: object) -> str:
    """What a spreadsheet shows and never runs: a text that begins like a formula gets an apostrophe in front, and so
    does one that has apostrophes there already, by which it is told from the other when it is read again."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return f"'{value}" if value.lstrip("'").startswith(_FORMULA) else value


def lines(rows: Iterable[Iterable[object]]) -> str:
    """As RFC 4180 has it."""
    sheet = io.StringIO()
    csv.writer(sheet).writerows([cell(value) for value in row] for row in rows)
    return sheet.getvalue()


def sheet(name: str, parts: AsyncIterator[str], *, mark: bool = False) -> StreamingResponse:
    """The table as a file of that name, part by part; `mark`: begins with the mark by which spreadsheets recognise
    UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Vary": "Accept"}
    return StreamingResponse(_marked(parts) if mark else parts, media_type=f"{CSV}; charset=utf-8", headers=headers)


async def _marked(parts: AsyncIterator[str]) -> AsyncIterator[str]:
    yield "\ufeff"
    async for part in parts:
        yield part
