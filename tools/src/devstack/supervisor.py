"""Runs a system: starts all its members by their needs, keeps them running, stops them layer by layer."""

import os
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from typing import Protocol

from devstack.keeper import Keeper
from devstack.layout import Layout
from devstack.procfs import identify
from devstack.servers import Program
from devstack.state import ProgramState, ProgramStatus, Status, current_boot, write_status
from devstack.system import Member, System


class Watcher(Protocol):
    """Somebody who is told what happens; called from several threads."""

    def changed(self, name: str, state: ProgramState, reason: str) -> None:
        """A program is in another state; `reason` says why if it ended unasked."""

    def said(self, name: str, line: str) -> None:
        """A program that shows its output wrote a line."""


class Supervisor:
    """To be used while holding the data folder (`state.hold`).

    With `shows_output` the services' lines pass through here to the watcher; without, they go straight
    into their logs and cost this process nothing.
    """

    def __init__(self, system: System, layout: Layout, watcher: Watcher, shows_output: bool) -> None:
        self._system = system
        self._layout = layout
        self._watcher = watcher
        self._shows_output = shows_output
        self._changed = threading.Condition()
        self._status = Status(
            supervisor=identify(os.getpid()),
            boot=current_boot(),
            urls=system.urls,
            remarks=system.remarks,
            programs=tuple(ProgramStatus(member.name, "starting") for member in system.members),
        )
        self._keepers: dict[str, Keeper] = {}
        for member in system.members:
            needs = [self._keepers[name] for name in member.needs]
            self._keepers[member.name] = Keeper(member.program, needs, self._report, self._start_program)

    @property
    def status(self) -> Status:
        """The whole system as it is now."""
        return self._status

    def start(self) -> None:
        """Start everything; returns at once."""
        write_status(self._layout, self._status)
        for member in self._system.members:
            member.program.rotate_log()
        for keeper in self._keepers.values():
            keeper.start()

    def wait_settled(self, stopping: Callable[[], bool]) -> bool:
        """Block until everything is ready or given up; says whether everything is ready.

        Looks up at least every tenth of a second whether it should give up waiting.
        """
        with self._changed:
            while not self._status.is_settled and not stopping():
                self._changed.wait(0.1)
        return all(program.state == "ready" for program in self._status.programs)

    def stop(self) -> None:
        """Stop everything: first the doors, last the stores, so that each can finish what it began."""

        def layer(member: Member) -> int:
            return -member.layer

        for _, members in groupby(sorted(self._system.members, key=layer), key=layer):
            keepers = [self._keepers[member.name] for member in members]
            with ThreadPoolExecutor(len(keepers)) as pool:
                for outcome in [pool.submit(keeper.stop) for keeper in keepers]:
                    outcome.result()

    def _report(self, program: Program, state: ProgramState, reason: str) -> None:
        with self._changed:
            programs = tuple(
                ProgramStatus(each.name, state, program.identity) if each.name == program.name else each
                for each in self._status.programs
            )
            self._status = replace(self._status, programs=programs)
            write_status(self._layout, self._status)
            # Told before anybody stops waiting, so that what people read is in order.
            self._watcher.changed(program.name, state, reason)
            self._changed.notify_all()

    def _start_program(self, program: Program) -> None:
        if not (self._shows_output and program.shows_output):
            program.start()
            return
        process = program.start(output=subprocess.PIPE)
        threading.Thread(target=self._relay, args=(program, process), daemon=True).start()

    def _relay(self, program: Program, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        with program.log.open("ab", buffering=0) as log:
            for line in process.stdout:
                log.write(line)
                self._watcher.said(program.name, line.decode(errors="replace").rstrip())
