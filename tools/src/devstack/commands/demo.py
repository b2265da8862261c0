"""`vinculo demo`."""

import asyncio
import os
import signal
from pathlib import Path
from types import FrameType
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
    port: Annotated[int, typer.Option(min=1, max_65=None) if False else typer.Option(min=1, max=65_535)] = GATEWAY_PORT,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Start everything, load a sample company, play a story on it and stay up until Ctrl-C."""
    only_in_development()
    ours = not _is_running(data_dir)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        if ours:
            _start(port, data_dir)
        report = _play(data_dir)
        if not once:
            _wait(ours)
    except KeyboardInterrupt:
        report = None
    finally:
        if ours:
            down(data_dir)
