"""What every child process has in common: an own session, a log file, a readiness check, a clean end."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from devstack.procfs import ProcessId, end_session, identify


class StartFailed(Exception):
    """A program ended, or stayed unready for too long; the message carries the end of its log."""


class Program(ABC):
    """A program that can be started again and again on the same address and data.

    It leads a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone and
    whatever the program itself started can be found and ended with it.
    """

    name: str
    data_dir: Path
    shows_output = False
    """Whether people who watch the system want to read along; servers only fill their logs."""
    in_own_folder = False
    """Whether it works in its data folder, where whatever it drops in a crash does not bother anybody."""
    stop_signal: signal.Signals = signal.SIGTERM
    stop_grace: float = 15.0
    """Seconds between the `stop_signal` and SIGKILL."""

    def __init__(self, name: str, data_dir: Path) -> None:
        self.name = name
        self.data_dir = data_dir
        self.log = data_dir / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._identity: ProcessId | None = None

    @abstractmethod
    def argv(self) -> Sequence[str]:
        """The command line."""

    def environment(self) -> Mapping[str, str]:
        """What the program finds in its environment besides the supervisor's own."""
        return {}

    def prepare(self) -> None:  # noqa: B027
        """Write the files that the program reads at its start."""

    @abstractmethod
    def is_ready(self) -> bool:
        """One quick look; never raises because the program is not there yet."""

    @property
    def identity(self) -> ProcessId | None:
        """The running process; None before the first start and after the end."""
        return self._identity

    def start(self, output: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
        """Start it; output goes to `output` (a file or `subprocess.PIPE`), else to the end of its log."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603
                self.argv(),
                stdin=subprocess.DEVNULL,
                stdout=log if output is None else output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.environment()},
                cwd=self.data_dir if self.in_own_folder else None,
                start_new_session=True,
            )
        self._identity = identify(self.process.pid)
        return self.process

    def wait_ready(self, timeout: float = 60.0) -> None:
        """Block until it is ready; `StartFailed` if it ends before or `timeout` seconds pass."""
        deadline = time.monotonic() + timeout
        process = self.process
        if process is None:
            raise StartFailed(f"{self.name} was not started")
        while not self.is_ready():
            if (code := process.poll()) is not None:
                raise StartFailed(f"{self.name} ended with status {code}\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise StartFailed(f"{self.name} is not ready after {timeout:.0f} s\n{self.log_tail()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it cleanly, by force after `stop_grace` seconds, and whatever it started with it."""
        process, self.process = self.process, None
        if process is None:
            return
        process.send_signal(self.stop_signal)
        try:
            process.wait(self.stop_grace)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.sweep()

    def sweep(self) -> None:
        """End what a dead program left of its session; harmless if it left nothing."""
        leader, self._identity = self._identity, None
        if leader is not None:
            end_session(leader, grace=0.0)

    def rotate_log(self) -> None:
        """Begin a new log; the one before is kept as `.log.1`."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))

    def log_tail(self, lines: int = 20) -> str:
        """The end of the log, for an error message."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 16_384))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-lines:])
