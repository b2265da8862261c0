"""The database: its driver, its guarantees, its transactions."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from datetime import UTC
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal, TypeVar

from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from bson.decimal128 import Decimal128
from pymongo import AsyncMongoClient, ReadPreference, WriteConcern, timeout
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern

from chassis.errors import Unavailable
from chassis.mongo.collection import Collection, Doc, translated

Driver = Literal["motor", "pymongo"]
T = TypeVar("T")

_LAST_ANSWER = 0.5
_FAREWELL = 1.0
_MAY_SUCCEED_LATER = ("TransientTransactionError", "UnknownTransactionCommitResult")


class _Decimals(TypeCodec):
    """PyMongo converts digit by digit in Python, some 5 µs each way; prices repeat, so each is converted once."""

    python_type = Decimal
    bson_type = Decimal128

    def transform_python(self, value: Decimal) -> Decimal128:
        # By its text: 1.0 and 1.00 are equal as keys, but not the same to store.
        return _stored(str(value))

    def transform_bson(self, value: Decimal128) -> Decimal:
        return _read(value.bid)


@lru_cache(maxsize=4096)
def _stored(text: str) -> Decimal128:
    return Decimal128(text)


@lru_cache(maxsize=4096)
def _read(bits: bytes) -> Decimal:
    return Decimal128.from_bid(bits).to_decimal()


CODEC: CodecOptions[Doc] = CodecOptions(tz_aware=True, tzinfo=UTC, type_registry=TypeRegistry([_Decimals()]))


class Mongo:
    """A database of a replica set. Writes are majority-acknowledged and journaled, reads see what a majority has."""

    def __init__(self, client: Any, database: str) -> None:
        self._client = client
        self._database = client.get_database(
            database,
            codec_options=CODEC,
            read_preference=ReadPreference.PRIMARY,
            read_concern=ReadConcern("majority"),
            write_concern=WriteConcern("majority", j=True),
        )
        self._collections: dict[str, Collection] = {}

    @classmethod
    def connect(cls, uri: str, database: str, driver: Driver = "motor") -> "Mongo":
        """Opens nothing yet: the driver connects with the first operation."""
        if driver == "motor":
            from motor.motor_asyncio import AsyncIOMotorClient

            return cls(AsyncIOMotorClient(uri), database)
        return cls(AsyncMongoClient(uri), database)

    def collection(self, name: str) -> Collection:
        """That collection; the same object each time, so that its reads are grouped."""
        if name not in self._collections:
            self._collections[name] = Collection(self._database[name])
        return self._collections[name]

    async def transact(self, body: Callable[[Any], Awaitable[T]]) -> T:
        """Runs `body(session)` in one transaction; tried again while the server says that this may help, but no longer
        than `timeoutMS` in all: the drivers would try for two minutes."""
        session = self._client.start_session()
        if inspect.isawaitable(session):
            session = await session
        patience = self._client.options.timeout
        try:
            with translated(), timeout(patience):
                # motor looks at its own limit alone and would ask again and again after the time is up.
                async with session, asyncio.timeout(None if patience is None else patience + _LAST_ANSWER):
                    result: T = await session.with_transaction(body)
                    return result
        except TimeoutError as error:
            raise Unavailable("the database does not answer") from error
        except PyMongoError as error:
            # The driver has tried again for as long as there was time.
            if any(map(error.has_error_label, _MAY_SUCCEED_LATER)):
                raise Unavailable("the database does not answer") from error
            raise

    async def drop(self) -> None:
        """Removes the whole database."""
        with translated():
            await self._client.drop_database(self._database.name)

    async def close(self) -> None:
        """Closes all connections, whether or not a server is there to be told of it."""
        # The driver looks 30 s for a server to end its sessions at; motor lets the whole loop wait meanwhile.
        with timeout(_FAREWELL):
            closing = self._client.close()
            if inspect.isawaitable(closing):
                await closing
