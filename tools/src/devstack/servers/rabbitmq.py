"""A private RabbitMQ node from Debian's package, beside any that the system itself runs."""

import base64
import hashlib
import json
import secrets
import shlex
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from devstack.ports import any_free
from devstack.servers.program import Program

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Not the one in /usr/sbin, which changes the user and redirects the output."""

VHOST = "vinculo"
OPERATOR = "operator"

_PROTOCOL_HEADER = b"AMQP\x00\x00\x09\x01"
_METHOD_FRAME = b"\x01"


class RabbitMq(Program):
    """One node with its own name service, cookie and data, without the management plugin.

    `accounts` maps names of services to passwords: each reads its own queues alone, `<service>.*`; it may
    declare and bind everybody's `<service>.events`, so that nothing published is lost for want of a queue.
    `operator` may do everything.
    """

    in_own_folder = True

    def __init__(
        self,
        data_dir: Path,
        port: int,
        name: str = "rabbitmq",
        operator_password: str | None = None,
        accounts: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name, data_dir)
        self.port = port
        self._operator_password = operator_password or secrets.token_urlsafe(24)
        self._accounts = dict(accounts or {})
        self._epmd_port = 0

    @property
    def uri(self) -> str:
        """The operator's road in."""
        return self._uri(OPERATOR, self._operator_password)

    def uri_of(self, account: str) -> str:
        """The road in of one of the accounts."""
        return self._uri(account, self._accounts[account])

    def _uri(self, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@127.0.0.1:{self.port}/{VHOST}"

    def prepare(self) -> None:
        """Write configuration, definitions and cookie; the files with secrets for the owner alone."""
        self._epmd_port = any_free()
        self._write("definitions.json", json.dumps(self._definitions(), indent=2), 0o600)
        self._write(
            "rabbitmq.conf",
            f"load_definitions = {self.data_dir / 'definitions.json'}\n"
            "loopback_users = none\n"
            "log.file = false\n"
            "log.console = true\n"
            "log.console.level = info\n"
            "vm_memory_high_watermark.absolute = 1GB\n"
            "disk_free_limit.absolute = 200MB\n",
        )
        self._write("enabled_plugins", "[].\n")
        self._write("advanced.config", "[].\n")
        if not (self.data_dir / ".erlang.cookie").exists():
            self._write(".erlang.cookie", secrets.token_hex(20), 0o400)

    def argv(self) -> Sequence[str]:
        # The name service dies with the session; started by RabbitMQ itself it would outlive every node.
        # Erlang leaves the dumps of its crashes where it stands.
        names = f"epmd -address 127.0.0.1 -port {self._epmd_port}"
        script = f"cd {shlex.quote(str(self.data_dir))} || exit; {names} & exec {SERVER}"
        return ["/bin/sh", "-c", script]

    def environment(self) -> Mapping[str, str]:
        folder = self.data_dir
        return {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "vinculo@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(any_free()),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_SCHEMA_DIR": str(folder / "schema"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
            # No busy waiting of idle schedulers.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"
            ),
            # The start script then becomes the Erlang VM instead of waiting for it: one process to signal.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def is_ready(self) -> bool:
        """Whether it answers the protocol header; definitions are loaded before it listens."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1.0) as connection:
                connection.sendall(_PROTOCOL_HEADER)
                return connection.recv(1) == _METHOD_FRAME
        except OSError:
            return False

    def _definitions(self) -> dict[str, object]:
        passwords = {OPERATOR: self._operator_password, **self._accounts}
        return {
            "vhosts": [{"name": VHOST}],
            "users": [
                {
                    "name": user,
                    "password_hash": _password_hash(password),
                    "hashing_algorithm": "rabbit_password_hashing_sha256",
                    "tags": ["administrator"] if user == OPERATOR else [],
                    "limits": {},
                }
                for user, password in passwords.items()
            ],
            "permissions": [{"user": OPERATOR, "vhost": VHOST, "configure": ".*", "write": ".*", "read": ".*"}]
            + [_permissions(user) for user in self._accounts],
        }

    def _write(self, name: str, text: str, mode: int = 0o644) -> None:
        path = self.data_dir / name
        path.touch(mode)
        path.write_text(text)
        path.chmod(mode)


def _permissions(user: str) -> dict[str, str]:
    return {
        "user": user,
        "vhost": VHOST,
        "configure": rf"^(vinculo\..*|[a-z]+\.events|{user}\..*)$",
        # Retry and parking queues are written through the default exchange.
        "write": rf"^(vinculo\..*|[a-z]+\.events|{user}\..*|amq\.default)$",
        "read": rf"^(vinculo\..*|{user}\..*)$",
    }


def _password_hash(password: str) -> str:
    salt = secrets.token_bytes(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
