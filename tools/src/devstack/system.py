"""The table of everything that `vinculo up` runs, with the addresses and secrets that tie it together."""

import os
import pwd
from collections.abc import Mapping
from dataclasses import dataclass

from devstack.layout import GATEWAY_DEFAULTS, GATEWAY_TEMPLATE, Layout
from devstack.ports import PortBook
from devstack.servers import Mongod, Nginx, Program, PythonModule, RabbitMq

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")

GATEWAY_PORT = 8080
MAILS_PORT = 8025
FIRST_ADMIN = "admin@vinculo.test"


@dataclass(frozen=True)
class Member:
    """A program of the system: what must be ready before it starts, and when its turn is to stop.

    Higher layers stop first; those of one layer together.
    """

    program: Program
    layer: int
    needs: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The program's name: `orders`, its second replica `orders-2`."""
        return self.program.name


@dataclass(frozen=True)
class System:
    """All members, the addresses for people and programs, the ports claimed for them, and what people should know."""

    members: tuple[Member, ...]
    urls: Mapping[str, str | Mapping[str, str]]
    ports: PortBook
    remarks: tuple[str, ...] = ()


def assemble(layout: Layout, gateway_port: int = GATEWAY_PORT, scale: Mapping[str, int] | None = None) -> System:
    """Lay out the whole system in a data folder; nothing is started.

    `scale` is the number of replicas by service, 1 where it says nothing. Well-known ports that somebody
    else has are replaced by the next free ones, which `remarks` tell.
    """
    ports = PortBook(layout.ports_file)
    remarks: list[str] = []

    def well_known(wanted: int, what: str) -> int:
        port = ports.first_free(wanted)
        if port != wanted:
            remarks.append(f"port {wanted} is taken by another program: the {what} on port {port}")
        return port

    public_port = well_known(gateway_port, "gateway answers")
    public_url = f"http://127.0.0.1:{public_port}"
    mails_port, smtp_port = well_known(MAILS_PORT, "mails are shown"), ports.kept("smtp")
    identity_port = ports.kept("identity")
    issuer = f"http://127.0.0.1:{identity_port}"

    mongod = Mongod(layout.of("mongod"), ports.kept("mongod"))
    rabbitmq = RabbitMq(
        layout.of("rabbitmq"),
        ports.kept("rabbitmq"),
        operator_password=layout.secret("amqp_operator"),
        accounts={service: layout.secret(f"amqp_{service}") for service in SERVICES},
    )
    mails = PythonModule(
        "mails",
        layout.of("mails"),
        mails_port,
        ["devstack.mailsink"],
        {"VINCULO_SMTP_HOST": "127.0.0.1", "VINCULO_SMTP_PORT": str(smtp_port)},
    )
    common = {
        "VINCULO_ENVIRONMENT": "development",
        "VINCULO_OIDC_ISSUER": issuer,
        "VINCULO_OIDC_AUDIENCE": "vinculo",
        "VINCULO_PUBLIC_URL": public_url,
    }
    identity = PythonModule(
        "identity",
        layout.of("identity"),
        identity_port,
        ["devstack.identity"],
        common
        | {
            "VINCULO_IDENTITY_FOLDER": str(layout.of("identity")),
            "VINCULO_IDENTITY_CLIENT_SECRET": layout.secret("oidc_client"),
        },
    )
    own_settings = _own_settings(layout, smtp_port)
    services = [
        PythonModule(
            replica,
            layout.of(replica),
            ports.kept(replica),
            [service, "all"],
            common
            | own_settings.get(service, {})
            | {
                "VINCULO_INSTANCE": str(number),
                "VINCULO_MONGO_URI": mongod.uri,
                "VINCULO_AMQP_URI": rabbitmq.uri_of(service),
            },
        )
        for service in SERVICES
        for number, replica in enumerate(_replicas(service, scale or {}), start=1)
    ]
    gateway = Nginx(
        layout.of("gateway"), public_port, GATEWAY_TEMPLATE, _gateway_variables(layout, public_port, services)
    )
    return System(
        members=(
            Member(rabbitmq, layer=0),
            Member(mongod, layer=0),
            Member(identity, layer=1),
            Member(mails, layer=1),
            # Not RabbitMQ, the slowest: services start beside it and connect when it is there.
            *(Member(service, layer=2, needs=(mongod.name,)) for service in services),
            Member(gateway, layer=3),
        ),
        urls={
            "gateway": public_url,
            "mails": mails.url,
            "identity": issuer,
            "smtp": f"smtp://127.0.0.1:{smtp_port}",
            "mongodb": mongod.uri,
            "amqp": rabbitmq.uri,
            "services": {service.name: service.url for service in services},
        },
        ports=ports,
        remarks=tuple(remarks),
    )


def _own_settings(layout: Layout, smtp_port: int) -> Mapping[str, dict[str, str]]:
    """What one service alone is told."""
    return {
        "orders": {
            "VINCULO_LINK_SECRET": layout.secret("order_links"),
            "VINCULO_SEAL_SECRET": layout.secret("sealed_letters"),
        },
        "assignment": {"VINCULO_BOOTSTRAP_ADMIN": FIRST_ADMIN},
        "notify": {
            "VINCULO_SMTP_HOST": "127.0.0.1",
            "VINCULO_SMTP_PORT": str(smtp_port),
            "VINCULO_MAIL_FROM": "Vinculo <vinculo@vinculo.test>",
            "VINCULO_SEAL_SECRET": layout.secret("sealed_letters"),
        },
    }


def _replicas(service: str, scale: Mapping[str, int]) -> list[str]:
    return [service, *(f"{service}-{number}" for number in range(2, scale.get(service, 1) + 1))]


def _gateway_variables(layout: Layout, port: int, services: list[PythonModule]) -> Mapping[str, str]:
    lines = [line for line in GATEWAY_DEFAULTS.read_text().splitlines() if line and not line.startswith("#")]
    defaults = dict(line.split("=", 1) for line in lines)
    folder = layout.of("gateway")
    servers = {
        f"{service.upper()}_SERVERS": " ".join(
            f"server 127.0.0.1:{replica.port} fail_timeout=1s;"
            for replica in services
            if replica.name.split("-")[0] == service
        )
        for service in SERVICES
    }
    return {
        **defaults,
        **servers,
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "GATEWAY_WORKERS": "1",
        "GATEWAY_USER": pwd.getpwuid(os.geteuid()).pw_name,
        "GATEWAY_PID": str(folder / "nginx.pid"),
        "GATEWAY_TEMP": str(folder / "tmp"),
        "GATEWAY_ERROR_LOG": "stderr",
        "GATEWAY_ACCESS_LOG": f"{folder / 'access.log'} requests buffer=64k flush=5s",
    }
