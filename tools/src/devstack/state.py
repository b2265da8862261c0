"""What runs now, in a file: how `status`, `down` and the next `up` know of a supervisor, dead or alive."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from devstack.layout import Layout
from devstack.procfs import ProcessId, end_session

ProgramState = Literal["starting", "ready", "restarting", "stopped", "failed"]


@dataclass(frozen=True)
class ProgramStatus:
    """One program as the supervisor last saw it."""

    name: str
    state: ProgramState
    process: ProcessId | None = None


@dataclass(frozen=True)
class Status:
    """The whole system as the supervisor last saw it; `boot` names the machine's boot that numbers belong to."""

    supervisor: ProcessId | None = None
    boot: str = ""
    urls: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    programs: tuple[ProgramStatus, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether its supervisor lives."""
        return self.boot == current_boot() and self.supervisor is not None and self.supervisor.is_alive()

    @property
    def is_ready(self) -> bool:
        """Whether everything runs and is ready."""
        return self.is_running and all(program.state == "ready" for program in self.programs)

    @property
    def is_settled(self) -> bool:
        """Whether every program is either ready or given up."""
        return all(program.state in ("ready", "failed") for program in self.programs)


class AlreadyRunning(Exception):
    """Another supervisor holds this data folder."""


def current_boot() -> str:
    """Names this boot of the machine: process numbers and start times mean nothing in another."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def write_status(layout: Layout, status: Status) -> None:
    """Replace the state file in one step."""
    new = layout.state_file.with_suffix(".new")
    new.touch(0o600)
    new.write_text(json.dumps(asdict(status), indent=2) + "\n")
    new.replace(layout.state_file)


def read_status(layout: Layout) -> Status:
    """What runs, checked against the processes that really live."""
    if not layout.state_file.exists():
        return Status()
    content = json.loads(layout.state_file.read_text())
    status = Status(
        supervisor=_process(content["supervisor"]),
        boot=content["boot"],
        urls=content["urls"],
        remarks=tuple(content["remarks"]),
        programs=tuple(
            ProgramStatus(each["name"], each["state"], _process(each["process"])) for each in content["programs"]
        ),
    )
    if status.is_running:
        return status
    return replace(status, programs=tuple(replace(p, state="stopped") for p in status.programs))


def end_leftovers(layout: Layout) -> list[str]:
    """Stop what a supervisor that died without a word left running; the names of what was found.

    To be called while holding the folder, so that no living supervisor's programs are meant.
    """
    status = read_status(layout)
    if status.boot != current_boot():
        return []
    return [
        program.name
        for program in reversed(status.programs)
        if program.process is not None and end_session(program.process, grace=10.0)
    ]


@contextmanager
def hold(layout: Layout) -> Iterator[None]:
    """Be the only supervisor of a data folder; the kernel lets go of it when this process dies.

    Raises `AlreadyRunning`.
    """
    descriptor = os.open(layout.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"the system in {layout.root} is running: `vinculo down` stops it") from None
        yield
    finally:
        os.close(descriptor)


def _process(content: dict[str, int] | None) -> ProcessId | None:
    return ProcessId(**content) if content else None
