"""The whole system as `vinculo up` starts it, for tests that go through the gateway."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest

from devstack.layout import Layout
from devstack.ports import any_free
from devstack.signing_in import token_of
from devstack.state import read_status
from devstack.system import FIRST_ADMIN
from tests.support.spans import Collector, collector

T = TypeVar("T")


@dataclass
class System:
    """A system in a data folder of its own; everything is looked up anew, since programs may be restarted."""

    folder: Path
    collector: Collector | None = None
    """Who is told every span; None if nobody is."""
    _tokens: dict[str, str] = field(default_factory=dict)
    _clients: dict[str, httpx2.Client] = field(default_factory=dict)
    _closing: ExitStack = field(default_factory=ExitStack)

    @property
    def urls(self) -> Any:
        """Addresses by name, as in `vinculo status --json`."""
        return read_status(Layout(self.folder)).urls

    def pids(self) -> dict[str, int]:
        """Process ids by program, such as `orders` or `mongod`."""
        programs = read_status(Layout(self.folder)).programs
        return {each.name: each.process.pid for each in programs if each.process}

    def states(self) -> dict[str, str]:
        """`ready` and so on, by program."""
        return {each.name: each.state for each in read_status(Layout(self.folder)).programs}

    def token(self, email: str = FIRST_ADMIN) -> str:
        """A bearer token of that member of staff."""
        if email not in self._tokens:
            self._tokens[email] = token_of(self.urls["identity"], email)
        return self._tokens[email]

    def client(self, email: str = FIRST_ADMIN) -> httpx2.Client:
        """Calls the gateway as that member of staff; kept until the system stops."""
        if email not in self._clients:
            self._clients[email] = self._closing.enter_context(httpx2.Client(**self._options(email)))
        return self._clients[email]

    def async_client(self, email: str = FIRST_ADMIN) -> httpx2.AsyncClient:
        """The same for a test's own event loop, to be closed by the test."""
        return httpx2.AsyncClient(**self._options(email))

    def mails(self, to: str | None = None) -> list[dict[str, Any]]:
        """What the mail sink got, the newest last."""
        query = {"to": to} if to else {}
        found: list[dict[str, Any]] = httpx2.get(
            f"{self.urls['mails']}/api/mails", params=query, timeout=30, trust_env=False
        ).json()
        return found

    def vinculo(self, *arguments: str, timeout: float = 280) -> "subprocess.CompletedProcess[str]":
        """Runs the command line on this system to its end."""
        return vinculo(self.folder, *arguments, timeout=timeout)

    def close(self) -> None:
        """Closes the clients."""
        self._closing.close()

    def _options(self, email: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token(email)}"}
        return {"base_url": self.urls["gateway"], "headers": headers, "timeout": 30, "trust_env": False}


def vinculo(
    folder: Path, *arguments: str, timeout: float = 280, environment: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """The command line on a data folder."""
    command = [sys.executable, "-m", "devstack", *arguments, "--data-dir", str(folder)]
    environment = {**os.environ, "VINCULO_ENVIRONMENT": "development", **(environment or {})}
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, env=environment, check=False)


@contextmanager
def local_system(folder: Path, *options: str, **environment: str) -> Iterator[System]:
    """A system of its own, for tests that break it; `options` of `vinculo up`. Stopped afterwards."""
    started = vinculo(folder, "up", "--detach", "--port", str(any_free()), *options, environment=environment)
    assert started.returncode == 0, started.stdout + started.stderr
    system = System(folder)
    try:
        yield system
    finally:
        system.close()
        vinculo(folder, "down")


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """One system for all tests that leave it running as they found it. Every span of it is kept.

    VINCULO_TEST_SYSTEM names the data folder of one that runs already, whose spans nobody is told.
    """
    if given := os.environ.get("VINCULO_TEST_SYSTEM"):
        running = System(Path(given))
        yield running
        running.close()
        return
    folder = tmp_path_factory.mktemp("system") / "data"
    with collector() as told:
        traced = {"VINCULO_TRACES_SAMPLE": "1", "VINCULO_OTLP_ENDPOINT": told.url, "OTEL_BSP_SCHEDULE_DELAY": "500"}
        with local_system(folder, **traced) as started:
            started.collector = told
            yield started
