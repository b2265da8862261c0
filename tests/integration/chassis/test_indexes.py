"""Indexes of collections that were filled long before."""

from collections.abc import AsyncIterator
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from pymongo import InsertOne
from tests.support.waiting import eventually

from chassis.errors import Unavailable
from chassis.mongo import Driver, Index, Mongo
from devstack.ports import any_free

COUNT = 60_000


@pytest.fixture
async def impatient(mongo: Mongo, mongo_uri: str, driver: Driver) -> AsyncIterator[Mongo]:
    """The same database, with requests that may take a tenth of a second."""
    parts = urlsplit(mongo_uri)
    uri = f"mongodb://{parts.hostname}:{parts.port}/?directConnection=true&timeoutMS=100&w=majority"
    connected = Mongo.connect(uri, mongo._database.name, driver)
    yield connected
    await connected.close()


async def test_an_index_is_built_however_much_longer_it_takes_than_a_request_may(
    mongo: Mongo, impatient: Mongo
) -> None:
    names = [f"f{n}" for n in range(8)]
    things = mongo.collection("things")
    for start in range(0, COUNT, 10_000):
        await things.bulk(
            [InsertOne({"_id": n} | dict.fromkeys(names, n * 7919 % 100003)) for n in range(start, start + 10_000)]
        )

    async def built() -> bool:
        # On a busy machine already the connection may take longer than that.
        with suppress(Unavailable):
            await impatient.collection("things").ensure_indexes(*(Index(((name, 1),)) for name in names))
            return True
        return False

    await eventually(built)
    there = await mongo.collection("things")._driver.index_information()
    assert {f"{name}_1" for name in names} <= set(there)


async def test_who_asks_for_an_index_hears_within_a_request_that_no_server_is_there(driver: Driver) -> None:
    nobody = Mongo.connect(f"mongodb://127.0.0.1:{any_free()}/?directConnection=true&timeoutMS=200", "none", driver)
    with pytest.raises(Unavailable):
        await nobody.collection("things").ensure_indexes(Index((("a", 1),)))
    await nobody.close()
