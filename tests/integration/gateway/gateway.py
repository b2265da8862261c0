"""The gateway as every deployment runs it: the real nginx, the real template, a folder of its own."""

import getpass
import json
import signal
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devstack.servers import Nginx

SOURCE = Path(__file__).parents[3] / "deploy" / "gateway"
SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")


def defaults() -> dict[str, str]:
    """The placeholders of the template with their default values."""
    lines = (SOURCE / "defaults.env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def servers(*ports: int) -> str:
    """The replicas of a service, as the template wants them."""
    return "".join(f"server 127.0.0.1:{port} fail_timeout=1s; " for port in ports)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Gateway(Nginx):
    """`values` replaces placeholders of the template."""

    stop_signal = signal.SIGTERM

    def __init__(self, folder: Path, values: Mapping[str, str]) -> None:
        port = free_port()
        variables = {
            **defaults(),
            "GATEWAY_LISTEN": f"127.0.0.1:{port}",
            "GATEWAY_USER": getpass.getuser(),
            "GATEWAY_WORKERS": "1",
            "GATEWAY_PID": str(folder / "nginx.pid"),
            "GATEWAY_TEMP": str(folder),
            "GATEWAY_ERROR_LOG": "stderr",
            "GATEWAY_ACCESS_LOG": f"{folder}/access.log requests buffer=64k flush=1s",
            **values,
        }
        super().__init__(folder, port, SOURCE / "nginx.conf.template", variables)

    def written(self) -> str:
        """Everything that nginx wrote: logs and whatever else is in its folder, its configuration aside."""
        files = [path for path in self.data_dir.rglob("*") if path.is_file() and path.name != "nginx.conf"]
        return "\n".join(path.read_text(errors="replace") for path in files)

    def access_log(self) -> list[dict[str, Any]]:
        """One entry a request; complete once the gateway has stopped."""
        return [json.loads(line) for line in (self.data_dir / "access.log").read_text().splitlines()]
