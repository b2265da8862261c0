"""The whole system as `vinculo up` runs it, in a folder of its own, with the bench's own mail server."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.cpu import trees
from devstack.layout import Layout
from devstack.ports import any_free
from devstack.servers import Mongod, Program, RabbitMq
from devstack.system import FIRST_ADMIN, System, assemble


class Sink:
    """The mail server of the outside world; a process of its own, not counted."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.sink", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()

    def take(self, count: int, patience: float = 120) -> dict[str, float]:
        """Waits for that many mails; when each came, by Message-ID."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"take {count} {patience}\n")
        self._process.stdin.flush()
        taken = self._line().split()
        return {name: float(at) for name, at in (item.rsplit("|", 1) for item in taken[1:])}

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()


@dataclass
class Running:
    """A running system and what is needed to talk to it."""

    system: System
    programs: dict[str, Program]
    sink: Sink
    gateway_port: int
    ready_seconds: float

    def cpu(self) -> dict[str, float]:
        """CPU seconds so far of every program of the system, servers and gateway included."""
        return trees({name: program.process.pid for name, program in self.programs.items() if program.process})

    def token(self, email: str = FIRST_ADMIN) -> str:
        """A bearer token."""
        request = urllib.request.Request(
            f"{self.system.urls['identity']}/development/token",
            data=json.dumps({"email": email}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            return str(json.load(answer)["access_token"])


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Starts everything, stops it at the end."""
    port = any_free()
    system = assemble(Layout.at(folder), port)
    programs = {member.name: member.program for member in system.members if member.name != "mails"}
    sink = Sink(int(str(system.urls["smtp"]).rpartition(":")[2]))
    started = time.monotonic()
    try:
        for layer in sorted({member.layer for member in system.members}):
            mine = [member.program for member in system.members if member.layer == layer and member.name in programs]
            for program in mine:
                program.start()
            for program in mine:
                program.wait_ready()
        yield Running(system, programs, sink, port, time.monotonic() - started)
    finally:
        for program in reversed(programs.values()):
            program.stop()
        sink.stop()


@contextmanager
def bare_servers(folder: Path) -> Iterator[tuple[Mongod, RabbitMq, Sink]]:
    """MongoDB, RabbitMQ and the mail server alone, for the floor and the naive design."""
    mongod, rabbitmq = Mongod(folder / "mongod", any_free()), RabbitMq(folder / "rabbitmq", any_free())
    sink = Sink(any_free())
    try:
        mongod.start()
        rabbitmq.start()
        mongod.wait_ready()
        rabbitmq.wait_ready()
        yield mongod, rabbitmq, sink
    finally:
        rabbitmq.stop()
        mongod.stop()
        sink.stop()
