"""`vinculo events parked|replay`."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, existing, fail
from devstack.state import read_status
from devstack.system import SERVICES

if TYPE_CHECKING:
    from devstack.parking import Parked, Parking

Queue = Annotated[str | None, typer.Option(help="Only this queue, for example assignment.events.")]
Limit = Annotated[int, typer.Option(min=1, help="At most so many messages.")]

events = typer.Typer(help="Events that were set aside because they could not be handled.", no_args_is_help=True)


@events.command()
def parked(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    queue: Queue = None,
    limit: Limit = 100,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """List what was set aside, and why."""
    found = _ask(data_dir, queue, lambda parking: parking.peek(limit))
    if as_json:
        typer.echo(json.dumps([asdict(each) for each in found], indent=2))
    elif found:
        _show(found)
    else:
        typer.echo("nothing is parked")


@events.command()
def replay(data_dir: DataDir = DEFAULT_DATA_DIR, queue: Queue = None, limit: Limit = 100) -> None:
    """Send what was set aside back to the queue it came from."""
    sent = _ask(data_dir, queue, lambda parking: parking.replay(limit))
    typer.echo(f"{len(sent)} sent back")


def _ask(
    data_dir: Path, queue: str | None, question: "Callable[[Parking], Coroutine[None, None, list[Parked]]]"
) -> "list[Parked]":
    # Imported here: the client library takes longer to load than other commands take altogether.
    from devstack.parking import BrokerAway, Parking

    found = read_status(existing(data_dir))
    if not found.is_running:
        fail("The system is not running: `vinculo up` starts it.")
    known = [f"{service}.events" for service in SERVICES]
    if queue is not None and queue not in known:
        fail(f"There is no queue {queue}; known are {', '.join(known)}.")
    try:
        return asyncio.run(question(Parking(found.urls["amqp"], [queue] if queue else known)))
    except BrokerAway as away:
        fail(str(away))


def _show(found: "list[Parked]") -> None:
    table = Table("queue", "type", "event", "reason", "since", "attempts", box=None)
    for each in found:
        table.add_row(
            each.queue, each.type or "(unreadable)", each.event_id, each.reason, each.parked_at, str(each.attempts)
        )
    Console().print(table, markup=False)
