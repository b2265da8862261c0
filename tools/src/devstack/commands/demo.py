"""`vinculo demo`."""

import asyncio
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from devstack.commands.down import down
from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, existing, only_in_development
from devstack.commands.up import up
from devstack.layout import Layout
from devstack.state import read_status
from devstack.system import GATEWAY_PORT

if TYPE_CHECKING:
    from devstack.demo.playing import Report


def demo(
    once: Annotated[bool, typer.Option("--once", help="Stop after the story; status 1 if a step failed.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where the gateway answers.")] = GATEWAY_PORT,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Start everything, load a sample company, play a story on it and stay up until Ctrl-C.

    A system that runs already is played on as it is, and left running.
    """
    only_in_development()
    console = Console()
    ours = not read_status(Layout(data_dir.absolute())).is_running
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        if ours:
            _start(port, data_dir)
        report = _play(data_dir, console)
        if not once and ours:
            console.print("[dim]Ctrl-C stops everything[/]")
            signal.pause()
    except KeyboardInterrupt:
        raise typer.Exit(130 if once else 0) from None
    finally:
        if ours and data_dir.is_dir():
            down(data_dir)
    if not report.is_good:
        raise typer.Exit(1)


def _start(port: int, data_dir: Path) -> None:
    from devstack.demo.company import SHOP_NAME

    # The shop's sign is the company's; whoever set another keeps it.
    os.environ.setdefault("VINCULO_SHOP_NAME", SHOP_NAME)
    up(detach=True, port=port, data_dir=data_dir)


def _play(data_dir: Path, console: Console) -> "Report":
    # Imported here: what the story needs takes longer to load than other commands take altogether.
    from devstack.demo.playing import play_story
    from devstack.demo.telling import Teller

    teller = Teller(console)
    teller.title("Casa Miramar, coffee roasters and delicatessen: whose is this order?")
    layout = existing(data_dir)
    report = asyncio.run(play_story(read_status(layout).urls, console, teller))
    report.write(layout.root / "demo.json")
    teller.addresses(report.urls, data_dir)
    return report
