"""Installs what no Python wheel brings: RabbitMQ, from Debian's packages."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devstack.console import Screen
from devstack.servers.rabbitmq import SERVER

_COMMAND = ["apt-get", "install", "-y", "--no-install-recommends", "rabbitmq-server"]
_POLICY = Path("/usr/sbin/policy-rc.d")
_FORBID_STARTING = "#!/bin/sh\nexit 101\n"


class InstallFailed(Exception):
    """Something is missing that could not be installed; the message says what to do."""


def install_missing(screen: Screen) -> None:
    """Install RabbitMQ if it is not there, which needs root; does nothing if it is."""
    if SERVER.exists():
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise InstallFailed(f"RabbitMQ is missing. Install it with:\n  sudo {' '.join(_COMMAND)}")
    screen.tell("installing RabbitMQ (once, about a minute) …")
    with _no_system_service():
        _run(["apt-get", "update"], screen, must_succeed=False)
        _run(_COMMAND, screen, must_succeed=True)
    if not SERVER.exists():
        raise InstallFailed(f"RabbitMQ is still missing after `{' '.join(_COMMAND)}`: {SERVER} is not there.")


def _run(command: list[str], screen: Screen, *, must_succeed: bool) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    process = subprocess.Popen(  # noqa: S603
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    output = []
    for line in process.stdout:
        output.append(line)
        if line.startswith(("Get:", "Unpacking", "Setting up")):
            screen.said("apt", line.rstrip())
    if process.wait() != 0 and must_succeed:
        raise InstallFailed(f"`{' '.join(command)}` failed:\n{''.join(output[-15:])}")


@contextmanager
def _no_system_service() -> Iterator[None]:
    """Keep the package from starting a broker of its own on the standard ports."""
    if _POLICY.exists():
        yield
        return
    _POLICY.write_text(_FORBID_STARTING)
    _POLICY.chmod(0o755)
    try:
        yield
    finally:
        _POLICY.unlink(missing_ok=True)
