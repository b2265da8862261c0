"""`vinculo import`."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, address, fail


class ImportKind(StrEnum):
    """What a file holds."""

    STAFF = "staff"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    PRICES = "prices"
    ORDERS = "orders"


def import_(
    kind: ImportKind,
    file: Annotated[Path, typer.Argument(help="CSV with the names of the columns in its first line.")],
    maps: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="FIELD=COLUMN",
            help="Also FIELD={column} and {column}, FIELD:=constant, FIELD=!column for its contrary, "
            "FIELD= to leave it out; line.FIELD for the lines of orders. May be repeated.",
        ),
    ] = None,
    lines: Annotated[Path | None, typer.Option(help="CSV with the lines of the orders.")] = None,
    encoding: Annotated[str | None, typer.Option(help="If it is neither UTF-8 nor UTF-16, such as cp1252.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where the bad rows are written besides, as CSV.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Only read the file and list its bad rows.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    url: Annotated[str | None, typer.Option(help="Gateway of another system; with a token of its own.")] = None,
    token: Annotated[str | None, typer.Option(envvar="VINCULO_TOKEN", help="Bearer token of the importer.")] = None,
) -> None:
    """Load a CSV file through the API: bad rows are listed, good rows go in, twice changes nothing."""
    # Imported here: what an import needs takes longer to load than other commands take altogether.
    from devstack.importer.client import Stopped
    from devstack.importer.mapping import BadMapping
    from devstack.importer.run import Import, run, summary, verdict
    from devstack.importer.run import check as look_at
    from devstack.importer.table import BadFile

    if lines is not None and kind is not ImportKind.ORDERS:
        raise typer.BadParameter("only orders have lines", param_hint="--lines")
    wanted = Import(kind.value, file, maps or (), lines, encoding, report)
    console = Console()
    try:
        if check:
            found = look_at(wanted, console)
            told, bad = verdict(found), found.bad
        else:
            tally = asyncio.run(run(wanted, *address(data_dir, url, token), console))
            told, bad = summary(tally), tally.bad
    except (BadFile, BadMapping, Stopped) as failure:
        fail(str(failure))
    console.print(f"{kind.value}: {told}", highlight=False)
    if bad:
        raise typer.Exit(1)
