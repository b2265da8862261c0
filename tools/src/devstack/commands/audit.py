"""`vinculo audit`."""

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, address, fail

if TYPE_CHECKING:
    from devstack.audit.run import Report


def audit(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"], help="Only what came in since then (UTC)."),
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    url: Annotated[str | None, typer.Option(help="Gateway of another system; with a token of its own.")] = None,
    token: Annotated[
        str | None, typer.Option(envvar="VINCULO_TOKEN", help="Of whoever has the permission audit.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Lay orders, cards, decisions, links and mails side by side; status 1 if anything disagrees."""
    # Imported here: what an audit needs takes longer to load than other commands take altogether.
    from devstack.importer.client import NotTaken, Stopped

    url, token = address(data_dir, url, token)
    try:
        report = asyncio.run(_run(url, token, since.replace(tzinfo=UTC) if since is not None else None))
    except (NotTaken, Stopped) as failure:
        fail(str(failure))
    if as_json:
        typer.echo(json.dumps(report.to_dict(), indent=2))
    else:
        _show(report)
    if report.findings:
        raise typer.Exit(1)


async def _run(url: str, token: str, since: datetime | None) -> "Report":
    from devstack.audit.run import Auditor
    from devstack.importer.client import Client

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        parts = ("orders", "customers", "decisions", "mails", "covered")
        tasks = {part: progress.add_task(part, total=None) for part in parts}
        async with Client.of(url, token) as client:
            return await Auditor(client, since, lambda part: progress.advance(tasks[part])).run()


def _show(report: "Report") -> None:
    console = Console()
    parts = (f"{count:,} {part}" for part, count in sorted(report.counts.items()))
    console.print("Laid side by side: " + ", ".join(parts) + ".", highlight=False)
    if report.mails:
        states = (f"{count:,} {state}" for state, count in sorted(report.mails.items()))
        console.print("Of the mails: " + ", ".join(states) + ".", highlight=False)
    if not report.findings:
        console.print("Everything agrees: one current decision each, its effects as decided, each mail once.")
        return
    console.print(f"{len(report.findings)}{' and more' if report.truncated else ''} disagree:")
    for each in report.findings:
        console.print(
            f"  {each.about} {each.id}: {each.what}\n    → {each.todo}", markup=False, highlight=False, soft_wrap=True
        )
