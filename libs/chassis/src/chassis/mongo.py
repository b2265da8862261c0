"""MongoDB, and the only place that knows which driver is used (motor or PyMongo's own async API).

Reads of one document by its id are grouped: whatever is asked for while a read is under way goes out
together as one `$in`. A lone read waits for nobody.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any, Literal, TypeVar

from bson.codec_options import CodecOptions, TypeCodec, TypeRegistry
from bson.decimal128 import Decimal128
from pymongo import AsyncMongoClient, IndexModel, ReadPreference, WriteConcern, timeout
from pymongo.errors import (
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    WaitQueueTimeoutError,
    WriteConcernError,
)
from pymongo.read_concern import ReadConcern

from chassis.errors import Unavailable

Doc = dict[str, Any]
Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]
Between = tuple[Doc, Doc]
Driver = Literal["motor", "pymongo"]
T = TypeVar("T")

_LAST_ANSWER = 0.5
_AWAY = (ConnectionFailure, ExecutionTimeout, NetworkTimeout, WaitQueueTimeoutError, WriteConcernError)


class _Decimals(TypeCodec):
    python_type = Decimal
    bson_type = Decimal128

    def transform_python(self, value: Decimal) -> Decimal128:
        return Decimal128(value)

    def transform_bson(self, value: Decimal128) -> Decimal:
        return value.to_decimal()


_CODEC: CodecOptions[Doc] = CodecOptions(tz_aware=True, tzinfo=UTC, type_registry=TypeRegistry([_Decimals()]))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PyMongoError as error:
        if isinstance(error, _AWAY) or error.timeout:
            raise Unavailable("the database does not answer") from error
        raise


@dataclass(frozen=True, slots=True)
class Index:
    """An index that a collection needs; `expires` makes old documents go by themselves."""

    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    partial: Mapping[str, Any] | None = None
    expires: timedelta | None = None

    def model(self) -> IndexModel:
        options: dict[str, Any] = {"unique": self.unique} if self.unique else {}
        if self.partial is not None:
            options["partialFilterExpression"] = self.partial
        if self.expires is not None:
            options["expireAfterSeconds"] = int(self.expires.total_seconds())
        return IndexModel(list(self.keys), **options)


class Collection:
    """One collection behind the port that stores use."""

    def __init__(self, driver_collection: Any) -> None:
        self._driver = driver_collection
        self._wanted: dict[str, list[asyncio.Future[Doc | None]]] = {}
        self._reader: asyncio.Task[None] | None = None

    async def get(self, identifier: str) -> Doc | None:
        """The document with that `_id`, read together with what others ask for at the same moment.

        Callers share the document and must not change it.
        """
        waiting: asyncio.Future[Doc | None] = asyncio.get_running_loop().create_future()
        self._wanted.setdefault(identifier, []).append(waiting)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read_groups())
        return await waiting

    async def _read_groups(self) -> None:
        try:
            while self._wanted:
                group, self._wanted = self._wanted, {}
                try:
                    found = {doc["_id"]: doc for doc in await self._by_ids(list(group))}
                except Exception as error:
                    for waiting in chain.from_iterable(group.values()):
                        if not waiting.done():
                            waiting.set_exception(error)
                    continue
                for identifier, all_waiting in group.items():
                    doc = found.get(identifier)
                    for waiting in all_waiting:
                        if not waiting.done():
                            waiting.set_result(doc)
        finally:
            self._reader = None

    async def _by_ids(self, ids: list[str]) -> list[Doc]:
        if len(ids) == 1:
            doc = await self.find_one({"_id": ids[0]})
            return [] if doc is None else [doc]
        return await self.find({"_id": {"$in": ids}})

    async def find_one(
        self, query: Filter, *, sort: Sort | None = None, projection: Mapping[str, Any] | None = None
    ) -> Doc | None:
        """The first match or None."""
        with _translated():
            doc: Doc | None = await self._driver.find_one(query, projection, sort=sort)
            return doc

    async def find(
        self,
        query: Filter,
        *,
        sort: Sort | None = None,
        limit: int = 0,
        projection: Mapping[str, Any] | None = None,
        session: Any = None,
        hint: Sort | None = None,
        between: Between | None = None,
    ) -> list[Doc]:
        """All matches, at most `limit` (0: no limit). `hint`: the index to use; `between`: its keys from the first
        (included) to the second (excluded), in whose order the matches then come."""
        first, last = between or (None, None)
        with _translated():
            cursor = self._driver.find(
                query, projection, sort=sort, limit=limit, session=session, hint=hint, min=first, max=last
            )
            docs: list[Doc] = await cursor.to_list(None)
            return docs

    async def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> list[Doc]:
        """The result of an aggregation."""
        with _translated():
            cursor = self._driver.aggregate(pipeline)
            if inspect.isawaitable(cursor):
                cursor = await cursor
            docs: list[Doc] = await cursor.to_list(None)
            return docs

    async def count(self, query: Filter, *, limit: int = 0, hint: Sort | None = None) -> int:
        """How many match, counted up to `limit` (0: all)."""
        with _translated():
            options: dict[str, Any] = {"limit": limit} if limit else {}
            if hint is not None:
                options["hint"] = hint
            found: int = await self._driver.count_documents(query, **options)
            return found

    async def bulk(self, requests: Sequence[Any], *, session: Any = None, ordered: bool = True) -> Any:
        """A bulk write of PyMongo's request objects; its result."""
        with _translated():
            return await self._driver.bulk_write(requests, ordered=ordered, session=session)

    async def find_one_and_update(
        self,
        query: Filter,
        update: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        *,
        upsert: bool = False,
        session: Any = None,
    ) -> Doc | None:
        """Changes one match and returns it as it is afterwards."""
        with _translated():
            doc: Doc | None = await self._driver.find_one_and_update(
                query, update, upsert=upsert, return_document=True, session=session
            )
            return doc

    async def update_many(self, query: Filter, update: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Changes all matches; how many there were."""
        with _translated():
            result = await self._driver.update_many(query, update)
            return int(result.modified_count)

    async def delete_many(self, query: Filter) -> int:
        """Removes all matches; how many there were."""
        with _translated():
            result = await self._driver.delete_many(query)
            return int(result.deleted_count)

    async def ensure_indexes(self, *indexes: Index) -> None:
        """Creates what is missing."""
        if indexes:
            with _translated():
                await self._driver.create_indexes([index.model() for index in indexes])


class Mongo:
    """A database of a replica set. Writes are majority-acknowledged and journaled, reads see what a majority has."""

    def __init__(self, client: Any, database: str) -> None:
        self._client = client
        self._database = client.get_database(
            database,
            codec_options=_CODEC,
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

    async def ping(self) -> None:
        """Unavailable if the server does not answer."""
        with _translated():
            await self._database.command("ping")

    async def transact(self, body: Callable[[Any], Awaitable[T]]) -> T:
        """Runs `body(session)` in one transaction; tried again while the server says that this may help, but no longer
        than `timeoutMS` in all: the drivers would try for two minutes."""
        session = self._client.start_session()
        if inspect.isawaitable(session):
            session = await session
        patience = self._client.options.timeout
        try:
            with _translated(), timeout(patience):
                # motor looks at its own limit alone and would ask again and again after the time is up.
                async with session, asyncio.timeout(None if patience is None else patience + _LAST_ANSWER):
                    result: T = await session.with_transaction(body)
                    return result
        except TimeoutError as error:
            raise Unavailable("the database does not answer") from error

    async def drop(self) -> None:
        """Removes the whole database."""
        with _translated():
            await self._client.drop_database(self._database.name)

    async def close(self) -> None:
        """Closes all connections."""
        closing = self._client.close()
        if inspect.isawaitable(closing):
            await closing
