"""Tells one process from a later one that was given the same number (Linux, `/proc`)."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_STATE, _SESSION, _START_TICKS = 0, 3, 19
"""Positions in `/proc/<pid>/stat` behind the command's name."""


@dataclass(frozen=True)
class ProcessId:
    """A process number together with its start time, in clock ticks since the machine booted."""

    pid: int
    started: int

    def is_alive(self) -> bool:
        """False too for a process of the same number that started at another time, and for a zombie."""
        stat = _stat(self.pid)
        return stat is not None and stat[_STATE] != "Z" and int(stat[_START_TICKS]) == self.started


def identify(pid: int) -> ProcessId:
    """The identity of a live process; `ProcessLookupError` if there is none of this number."""
    stat = _stat(pid)
    if stat is None:
        raise ProcessLookupError(pid)
    return ProcessId(pid, int(stat[_START_TICKS]))


def session_members(leader: ProcessId) -> list[ProcessId]:
    """The live processes of the session that `leader` opened, itself included, also after its death."""
    current = _stat(leader.pid)
    if current is not None and int(current[_START_TICKS]) != leader.started:
        return []
    return [
        ProcessId(pid, int(stat[_START_TICKS]))
        for pid, stat in _all_stats()
        if int(stat[_SESSION]) == leader.pid and stat[_STATE] != "Z" and int(stat[_START_TICKS]) >= leader.started
    ]


def end_session(leader: ProcessId, grace: float) -> bool:
    """Stop what is left of a session: asked with SIGTERM, after `grace` seconds with SIGKILL.

    Says whether there was anything to stop.
    """
    found = session_members(leader)
    deadline = time.monotonic() + grace
    _send(found, signal.SIGTERM)
    while (left := session_members(leader)) and time.monotonic() < deadline:
        time.sleep(0.05)
    while left:
        _send(left, signal.SIGKILL)
        time.sleep(0.02)
        left = session_members(leader)
    return bool(found)


def _send(processes: list[ProcessId], signal_number: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process.pid, signal_number)
        except ProcessLookupError:
            continue


def _all_stats() -> Iterator[tuple[int, list[str]]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            yield int(entry.name), stat


def _stat(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
