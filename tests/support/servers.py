"""Real servers for tests, found in this order: given addresses, docker, programs of this machine."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from devstack.ports import any_free
from devstack.servers import Mongod, RabbitMq
from tests.support.waiting import until

# These containers are ended by the fixtures themselves and talked to over loopback.
os.environ.setdefault("TESTCONTAINERS_RYUK_DISABLED", "true")
os.environ.setdefault("TESTCONTAINERS_CONNECTION_MODE", "docker_host")
os.environ.setdefault("TESTCONTAINERS_HOST_OVERRIDE", "127.0.0.1")

MONGO_IMAGE = os.environ.get("MONGO_IMAGE", "mongo:8")
RABBITMQ_IMAGE = os.environ.get("RABBITMQ_IMAGE", "rabbitmq:4-management")


def docker_has(image: str) -> bool:
    """Whether a docker engine answers and has the image already: tests never wait for a registry."""
    try:
        found = subprocess.run(["docker", "image", "inspect", image], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0


def mongo_server(folder: Path) -> AbstractContextManager[str]:
    """The URI of a replica set."""
    own = Mongod(folder / "mongod", any_free())
    return _found(os.environ.get("VINCULO_TEST_MONGO_URI"), MONGO_IMAGE, _mongo_container, own)


def rabbitmq_server(folder: Path) -> AbstractContextManager[str]:
    """The URI of a broker whose account may do everything."""
    own = RabbitMq(folder / "rabbitmq", any_free())
    return _found(os.environ.get("VINCULO_TEST_AMQP_URI"), RABBITMQ_IMAGE, _rabbitmq_container, own)


@contextmanager
def _found(
    given: str | None, image: str, contained: Callable[[], AbstractContextManager[str]], own: Mongod | RabbitMq
) -> Iterator[str]:
    if given:
        yield given
    elif docker_has(image):
        with contained() as uri:
            yield uri
    else:
        own.start()
        try:
            own.wait_ready()
            yield own.uri
        finally:
            own.stop()


@contextmanager
def _mongo_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer

    container = DockerContainer(MONGO_IMAGE).with_command("--replSet rs0 --bind_ip_all").with_exposed_ports(27017)
    with container:
        port = container.get_exposed_port(27017)
        address = f"127.0.0.1:{port}"
        until(lambda: _is_primary(address), timeout=60, every=0.2)
        yield f"mongodb://{address}/?directConnection=true&timeoutMS=4000&w=majority"


def _is_primary(address: str) -> bool:
    """Whether that lone member is the writable primary by now; it is asked to become one."""
    client: MongoClient[dict[str, Any]]
    with MongoClient(f"mongodb://{address}/?directConnection=true&timeoutMS=2000") as client, suppress(PyMongoError):
        if not client.admin.command("hello").get("setName"):
            # The member is known by the address inside, which is why clients connect directly.
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": [{"_id": 0, "host": "127.0.0.1:27017"}]})
        return bool(client.admin.command("hello")["isWritablePrimary"])
    return False


@contextmanager
def _rabbitmq_container() -> Iterator[str]:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import LogMessageWaitStrategy

    container = DockerContainer(RABBITMQ_IMAGE).with_exposed_ports(5672)
    container.waiting_for(LogMessageWaitStrategy("Server startup complete"))
    with container:
        yield f"amqp://guest:guest@127.0.0.1:{container.get_exposed_port(5672)}/"


def describe() -> str:
    """Which servers the tests use, for the head of the report."""
    mongo = os.environ.get("VINCULO_TEST_MONGO_URI") or (docker_has(MONGO_IMAGE) and MONGO_IMAGE) or "local mongod"
    broker = os.environ.get("VINCULO_TEST_AMQP_URI") or (docker_has(RABBITMQ_IMAGE) and RABBITMQ_IMAGE) or "local node"
    return f"{mongo}, {broker}"
