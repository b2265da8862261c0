"""`vinculo status`."""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir
from devstack.layout import Layout
from devstack.state import Status, read_status

_STYLES = {"ready": "green", "starting": "yellow", "restarting": "yellow", "failed": "bold red", "stopped": "dim"}


def status(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show what runs and where; a system that does not run shows everything as stopped."""
    found = read_status(Layout(data_dir.absolute()))
    if as_json:
        typer.echo(json.dumps(_as_content(found), indent=2))
    else:
        _show(found)


def _as_content(found: Status) -> dict[str, object]:
    return {
        "urls": found.urls,
        "services": [
            {
                "name": program.name,
                "state": program.state,
                "pid": program.process.pid if program.process and program.state != "stopped" else None,
            }
            for program in found.programs
        ],
    }


def _show(found: Status) -> None:
    console = Console()
    if not found.is_running:
        console.print("not running: `vinculo up` starts it")
        return
    table = Table("name", "state", "pid", "address", box=None)
    addresses = {**found.urls, **found.urls["services"]}
    for program in found.programs:
        address = addresses.get(program.name, "")
        pid = str(program.process.pid) if program.process else ""
        table.add_row(program.name, f"[{_STYLES[program.state]}]{program.state}[/]", pid, address)
    console.print(table)
