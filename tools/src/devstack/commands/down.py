"""`vinculo down`."""

import os
import signal
import time

from rich.console import Console

from devstack.commands.options import DEFAULT_DATA_DIR, DataDir, existing, fail
from devstack.layout import Layout
from devstack.state import AlreadyRunning, end_leftovers, hold, read_status

_PATIENCE = 60.0
"""Seconds; stopping layer by layer takes a few."""


def down(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Stop the system, also what a crash left of it; the data stays."""
    layout = existing(data_dir)
    console = Console()
    supervisor = read_status(layout).supervisor
    if supervisor is not None and read_status(layout).is_running:
        with console.status("stopping …"):
            os.kill(supervisor.pid, signal.SIGTERM)
            _wait_until_free(layout)
        console.print("stopped")
        return
    try:
        with hold(layout):
            found = end_leftovers(layout)
    except AlreadyRunning:
        fail("It is just starting or stopping; try again in a moment.")
    console.print(f"stopped leftovers: {', '.join(found)}" if found else "nothing was running")


def _wait_until_free(layout: Layout) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            with hold(layout):
                return
        except AlreadyRunning:
            time.sleep(0.1)
    fail(f"It still runs after {_PATIENCE:.0f} s.")
