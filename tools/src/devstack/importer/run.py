"""One import from the file to the outcome; or a look at the file alone."""

from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from devstack.importer.client import Client, Stopped
from devstack.importer.drafts import KINDS
from devstack.importer.load import Load, Tally
from devstack.importer.reporting import bad_rows
from devstack.importer.source import Source, order_source, plain_source
from devstack.importer.table import BadRow
from devstack.importer.watching import Watch


@dataclass(frozen=True, slots=True)
class Import:
    """What goes in. `report`: where bad rows are written besides."""

    kind: str
    path: Path
    maps: Sequence[str] = ()
    lines: Path | None = None
    encoding: str | None = None
    report: Path | None = None


@dataclass(slots=True)
class Checked:
    """How many rows would be sent, and how many are bad already."""

    good: int = 0
    bad: int = 0


async def run(wanted: Import, url: str, token: str, console: Console) -> Tally:
    """How it went through the gateway at `url`; bad rows are shown as they are found. How far it came is told also if
    it is cancelled. Raises BadFile, BadMapping, Stopped."""
    with _opened(wanted, console) as (source, watch):
        async with Client.of(url, token) as client:
            started = datetime.now(UTC).isoformat().replace("+00:00", "Z")
            load = Load(wanted.kind, client, watch, started)
            tally = load.tally
            with watch.showing(lambda: (source.table.position, source.table.size, summary(tally))):
                try:
                    await load.run(source.drafts)
                except (Stopped, CancelledError):
                    watch.tell(f"stopped: {summary(tally)} until then; run it again to go on from there")
                    raise
        return tally


def check(wanted: Import, console: Console) -> Checked:
    """What the file alone tells of its rows; nothing is sent. Raises BadFile, BadMapping."""
    with _opened(wanted, console) as (source, watch):
        found = Checked()
        with watch.showing(lambda: (source.table.position, source.table.size, verdict(found))):
            for draft in source.drafts:
                if isinstance(draft, BadRow):
                    found.bad += 1
                    watch.bad(draft.line, draft.reason)
                else:
                    found.good += 1
                watch.moved()
        return found


@contextmanager
def _opened(wanted: Import, console: Console) -> Iterator[tuple[Source, Watch]]:
    with nullcontext() if wanted.report is None else bad_rows(wanted.report) as report:
        watch = Watch(console, wanted.path.name, report)
        if wanted.kind == "orders":
            source = order_source(wanted.path, wanted.lines, wanted.maps, wanted.encoding, watch.moved)
        else:
            source = plain_source(KINDS[wanted.kind], wanted.path, wanted.maps, wanted.encoding)
        if source.ignored:
            watch.tell(f"columns left out: {', '.join(source.ignored)}")
        yield source, watch
        if unused := source.unused_lines():
            watch.tell(f"{unused} lines belong to no order of this file")


def summary(tally: Tally) -> str:
    """How it went, in words."""
    done = f"{tally.changed} changed" if tally.changed else f"{tally.created} created"
    return f"{done}, {tally.there} already there, {tally.bad} bad"


def verdict(found: Checked) -> str:
    """What a look at the file told, in words."""
    return f"{found.good} to be sent, {found.bad} bad; nothing was sent"
