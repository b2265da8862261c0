"""The whole system under the test's own hand: services that die where they are told to, servers that hang or are gone.

The programs and their addresses are those of `vinculo up`, and they are kept running in the same way.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx2

from devstack.keeper import Keeper
from devstack.layout import Layout
from devstack.ports import any_free
from devstack.servers import Program, PythonModule
from devstack.state import ProgramState
from devstack.system import SERVICES, Member, assemble
from tests.support.crashing import Crashes
from tests.support.system import System
from tests.support.waiting import until

_STARTS_WITHIN = 300.0
"""Seconds: a dozen programs start at once, perhaps on a machine that has other things to do."""


@dataclass
class BreakableSystem(System):
    """A running system; `keepers` by the name of their program."""

    addresses: Mapping[str, Any] = field(default_factory=dict)
    crashes: Crashes = field(kw_only=True)
    keepers: dict[str, Keeper] = field(default_factory=dict)
    told: list[tuple[str, ProgramState, str]] = field(default_factory=list)
    """What became of the programs, in order."""

    @property
    def urls(self) -> Any:
        return self.addresses

    def pids(self) -> dict[str, int]:
        identities = {name: keeper.program.identity for name, keeper in self.keepers.items()}
        return {name: identity.pid for name, identity in identities.items() if identity is not None}

    def replicas(self, service: str) -> list[str]:
        """The names of its programs."""
        return [name for name in self.keepers if name.split("-")[0] == service]

    def keep(self, member: Member) -> None:
        """Starts a program as soon as its needs are met, and again whenever it ends."""
        needs = [self.keepers[name] for name in member.needs]
        keeper = Keeper(member.program, needs, self._report, _start)
        self.keepers[member.name] = keeper
        keeper.start()

    def stops(self, name: str) -> None:
        """For good."""
        self.keepers[name].stop()

    def kills(self, *names: str) -> None:
        """kill -9; they are started again at once."""
        pids = self.pids()
        for name in names:
            os.kill(pids[name], signal.SIGKILL)

    @contextmanager
    def hung(self, name: str) -> Iterator[None]:
        """The program stands still but keeps its connections."""
        pid = self.pids()[name]
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @contextmanager
    def gone(self, name: str) -> Iterator[None]:
        """The program was stopped and nothing listens at its address."""
        self.stops(name)
        try:
            yield
        finally:
            self.keep(Member(self.keepers[name].program, layer=0))
            self.wait_ready(name)

    def wait_ready(self, *names: str) -> None:
        """Until they were ready once since their keeper started."""
        for keeper in (self.keepers[name] for name in names or tuple(self.keepers)):
            until(partial(_is_settled, keeper), timeout=_STARTS_WITHIN)
            assert not keeper.given_up.is_set(), self.told

    def async_client(self, email: str = "admin@vinculo.test") -> httpx2.AsyncClient:
        client = super().async_client(email)
        client.timeout = httpx2.Timeout(40)
        return client

    def _report(self, program: Program, state: ProgramState, reason: str) -> None:
        self.told.append((program.name, state, reason))


@contextmanager
def breakable_system(folder: Path, scale: Mapping[str, int] | None = None) -> Iterator[BreakableSystem]:
    """Everything started and ready; stopped afterwards, the doors first."""
    layout = Layout.at(folder)
    plan = assemble(layout, any_free(), scale)
    crashes = Crashes(folder / "crashes")
    system = BreakableSystem(folder, addresses=plan.urls, crashes=crashes)
    members = [_breakable(member, crashes) for member in plan.members]
    with ExitStack() as stack:
        stack.callback(system.close)
        for member in members:
            stack.callback(system.stops, member.name)
            system.keep(member)
        system.wait_ready()
        yield system


def _breakable(member: Member, crashes: Crashes) -> Member:
    program = member.program
    if not isinstance(program, PythonModule) or program.name.split("-")[0] not in SERVICES:
        return member
    module = ["tests.support.crashing", *program.argv()[2:]]
    environment = {**program.environment(), **crashes.environment(), "PYTHONPATH": str(Path.cwd())}
    crashing = PythonModule(program.name, program.data_dir, program.port, module, environment)
    return Member(crashing, member.layer, member.needs)


def _is_settled(keeper: Keeper) -> bool:
    return keeper.ready.is_set() or keeper.given_up.is_set()


def _start(program: Program) -> None:
    program.start()
