"""A Python program of the system: a service, the mail sink, the identity provider."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from devstack.servers.http_check import answers_ok
from devstack.servers.program import Program


class PythonModule(Program):
    """`python -m <module> <arguments>`, ready when its `/readyz` answers 200."""

    shows_output = True

    def __init__(
        self,
        name: str,
        data_dir: Path,
        port: int,
        module: Sequence[str],
        environment: Mapping[str, str],
    ) -> None:
        super().__init__(name, data_dir)
        self.port = port
        self._module = module
        self._environment = environment

    @property
    def url(self) -> str:
        """Its address on loopback."""
        return f"http://127.0.0.1:{self.port}"

    def argv(self) -> Sequence[str]:
        return [sys.executable, "-m", *self._module]

    def environment(self) -> Mapping[str, str]:
        return {
            "VINCULO_HTTP_HOST": "127.0.0.1",
            "VINCULO_HTTP_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            # Where a shell forbids bytecode files, every start would compile the whole site-packages again.
            "PYTHONDONTWRITEBYTECODE": "",
            # glibc otherwise keeps up to eight heaps a core for threads that hardly allocate.
            "MALLOC_ARENA_MAX": "2",
            **self._environment,
        }

    def is_ready(self) -> bool:
        return answers_ok(self.port, "/readyz")
