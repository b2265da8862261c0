"""One import from the file to the outcome."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from devstack.importer.client import Client, Stopped
from devstack.importer.drafts import KINDS
from devstack.importer.load import Load, Tally
from devstack.importer.reporting import bad_rows
from devstack.importer.source import order_source, plain_source
from devstack.importer.watching import Watch


@dataclass(frozen=True, slots=True)
class Import:
    """What goes in, and where: `url` of the gateway, `token` of whoever imports; `report`: where bad rows are written
    besides."""

    kind: str
    path: Path
    url: str
    token: str
    maps: Sequence[str] = ()
    lines: Path | None = None
    encoding: str | None = None
    report: Path | None = None


async def run(wanted: Import, console: Console) -> Tally:
    """How it went; bad rows are shown as they are found. Raises BadFile, BadMapping, Stopped."""
    with ExitStack() as closing:
        report = None if wanted.report is None else closing.enter_context(bad_rows(wanted.report))
        return await _run(wanted, Watch(console, wanted.path.name, report))


async def _run(wanted: Import, watch: Watch) -> Tally:
    if wanted.kind == "orders":
        source = order_source(wanted.path, wanted.lines, wanted.maps, wanted.encoding, watch.moved)
    else:
        source = plain_source(KINDS[wanted.kind], wanted.path, wanted.maps, wanted.encoding)
    if source.ignored:
        watch.tell(f"columns left out: {', '.join(source.ignored)}")
    async with Client.of(wanted.url, wanted.token) as client:
        started = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        load = Load(wanted.kind, client, watch, started)
        tally = load.tally
        with watch.showing(lambda: (source.table.position, source.table.size, summary(tally))):
            try:
                await load.run(source.drafts)
            except Stopped:
                watch.tell(f"stopped: {summary(tally)} until then")
                raise
    if unused := source.unused_lines():
        watch.tell(f"{unused} lines belong to no order of this file")
    return tally


def summary(tally: Tally) -> str:
    """How it went, in words."""
    done = f"{tally.changed} changed" if tally.changed else f"{tally.created} created"
    return f"{done}, {tally.there} already there, {tally.bad} bad"
