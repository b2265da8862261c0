"""The servers by themselves, as other tests use them."""

import socket
from collections.abc import Iterator
from pathlib import Path

import aio_pika
import pytest
from aio_pika.exceptions import ProbableAuthenticationError
from aiormq.exceptions import ChannelAccessRefused
from pymongo import MongoClient

from devstack.ports import any_free
from devstack.procfs import session_members
from devstack.servers import Mongod, RabbitMq, StartFailed


@pytest.fixture(scope="module")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMq]:
    accounts = {"orders": "one-secret", "notify": "another"}
    server = RabbitMq(tmp_path_factory.mktemp("rabbitmq"), any_free(), accounts=accounts)
    server.start()
    server.wait_ready()
    yield server
    leader = server.identity
    server.stop()
    assert leader is not None
    assert session_members(leader) == []


async def test_a_service_reads_its_own_queues_alone(rabbitmq: RabbitMq) -> None:
    async with await aio_pika.connect(rabbitmq.uri_of("notify")) as connection:
        channel = await connection.channel()
        await channel.declare_queue("notify.events.parked", durable=True)

    async with await aio_pika.connect(rabbitmq.uri_of("orders")) as connection:
        channel = await connection.channel()
        exchange = await channel.declare_exchange("vinculo.events", aio_pika.ExchangeType.TOPIC, durable=True)
        for name in ("orders.events", "notify.events"):
            queue = await channel.declare_queue(name, durable=True)
            await queue.bind(exchange, "something.v1")
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), "orders.events")
        with pytest.raises(ChannelAccessRefused):
            await (await channel.get_queue("notify.events", ensure=False)).get()

    async with await aio_pika.connect(rabbitmq.uri_of("orders")) as connection:
        with pytest.raises(ChannelAccessRefused):
            await (await connection.channel()).declare_queue("notify.events.parked.other", durable=True)


async def test_nobody_comes_in_with_the_well_known_account_or_a_wrong_password(rabbitmq: RabbitMq) -> None:
    for credentials in ("guest:guest", "orders:another"):
        with pytest.raises(ProbableAuthenticationError):
            await aio_pika.connect(f"amqp://{credentials}@127.0.0.1:{rabbitmq.port}/vinculo")


def test_mongod_keeps_its_data_when_it_gets_another_port(tmp_path: Path) -> None:
    for number in (1, 2):
        server = Mongod(tmp_path, any_free())
        server.start()
        server.wait_ready()
        with MongoClient[dict[str, int]](server.uri) as client, client.start_session() as session:
            with session.start_transaction():
                client["shop"]["orders"].insert_one({"number": number}, session=session)
            assert client["shop"]["orders"].count_documents({}) == number
        server.stop()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        server = Mongod(tmp_path, taken.getsockname()[1])
        server.start()
        with pytest.raises(StartFailed, match="Address already in use"):
            server.wait_ready()
        server.stop()
