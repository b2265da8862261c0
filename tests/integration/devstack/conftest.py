"""Local systems with stand-ins for the services, so that they start fast and show what they were told."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.waiting import until

from devstack.layout import Layout
from devstack.procfs import ProcessId
from devstack.state import Status, read_status

STANDIN = Path(__file__).with_name("standin.py")
SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")


class Copy:
    """One data folder, driven by the command line alone."""

    def __init__(self, folder: Path, standins: Path) -> None:
        self.folder = folder
        self._environment = {**os.environ, "PYTHONPATH": str(standins)}

    def spawn(self, *arguments: str, **environment: str) -> "subprocess.Popen[str]":
        """Run `vinculo` on this folder, beside the test."""
        return subprocess.Popen(
            [sys.executable, "-m", "devstack", *arguments, "--data-dir", str(self.folder)],
            env={**self._environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Run `vinculo` on this folder to its end."""
        process = self.spawn(*arguments, **environment)
        out, err = process.communicate(timeout=90)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def status(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.run("status", "--json").stdout)
        return content

    def seen(self) -> Status:
        """What `status` looks at, without starting it."""
        return read_status(Layout(self.folder))

    def states(self) -> dict[str, str]:
        return {each.name: each.state for each in self.seen().programs}

    def pids(self) -> dict[str, int]:
        return {each.name: each.process.pid for each in self.seen().programs if each.process}

    def processes(self) -> list[ProcessId]:
        return [each.process for each in self.seen().programs if each.process]

    def kill_supervisor(self) -> None:
        supervisor = self.seen().supervisor
        assert supervisor is not None
        os.kill(supervisor.pid, signal.SIGKILL)
        until(lambda: not supervisor.is_alive())


@pytest.fixture(scope="module")
def standins(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of modules that take the services' places."""
    folder = tmp_path_factory.mktemp("standins")
    for service in SERVICES:
        shutil.copy(STANDIN, folder / f"{service}.py")
    return folder


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory, standins: Path) -> Iterator[tuple[Copy, Copy]]:
    """Two systems side by side, the first with two replicas of orders, started at the same moment."""
    one, two = (Copy(tmp_path_factory.mktemp(name) / "data", standins) for name in ("one", "two"))
    starting = [one.spawn("up", "--detach", "--scale", "orders=2"), two.spawn("up", "--detach")]
    try:
        for process in starting:
            out, err = process.communicate(timeout=90)
            assert process.returncode == 0, out + err
        yield one, two
    finally:
        one.run("down")
        two.run("down")
