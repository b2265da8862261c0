"""One collection.

Reads of one document by its id, and writes of one document outside of units, are grouped: whatever is asked for while
one is under way goes out together. A lone one waits for nobody.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pymongo import IndexModel, ReplaceOne, UpdateMany, WriteConcern, timeout
from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    PyMongoError,
    WaitQueueTimeoutError,
    WriteConcernError,
)

from chassis.errors import Unavailable
from chassis.mongo.groups import Groups

Doc = dict[str, Any]
Filter = Mapping[str, Any]
Sort = Sequence[tuple[str, int]]
Between = tuple[Doc, Doc]

DUPLICATE_KEY = 11000
"""The server's code for an `_id` or unique key that is taken."""

_INDEXING = 600.0
"""Seconds: a new index on some ten million documents takes longer than any request may."""
_UNSAFE = WriteConcern(1, j=False)
_AWAY = (ConnectionFailure, ExecutionTimeout, NetworkTimeout, WaitQueueTimeoutError, WriteConcernError)


@contextmanager
def translated() -> Iterator[None]:
    """Says Unavailable where the database does not answer."""
    try:
        yield
    except PyMongoError as error:
        if isinstance(error, _AWAY) or error.timeout or _is_unsafe(error):
            raise Unavailable("the database does not answer") from error
        raise


def _is_unsafe(error: PyMongoError) -> bool:
    """Whether writes were made that a majority may not have."""
    return isinstance(error, BulkWriteError) and bool((error.details or {}).get("writeConcernErrors"))


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
        self._reads = Groups(self._by_ids)
        self._inserts = Groups(self._insert)
        self._replaces = Groups(self._replace_older)
        self._amends = Groups(self._amend)

    async def get(self, identifier: str) -> Doc | None:
        """The document with that `_id`, read together with what others ask for at the same moment.

        Callers share the document and must not change it.
        """
        return await self._reads.ask(identifier)

    async def add(self, doc: Doc) -> bool:
        """Writes a new document outside of any unit, for what has no events and may be asked for twice; False if its
        `_id` is taken. The collection has no other unique key."""
        return await self._inserts.ask(doc)

    async def keep(self, doc: Doc, *, new: bool = False) -> bool:
        """Makes this the state of a replica unless the one that is there is of the same `version` or a later one: then
        False. `new` saves a write where the document is probably not there yet."""
        if new and await self.add(doc):
            return True
        if await self._replaces.ask(doc):
            return True
        # Not there, or there and newer; unless an older one came in between, which is looked at again.
        return not new and (await self.add(doc) or await self._replaces.ask(doc))

    async def amend(self, identifier: str, version: int, fields: Doc) -> bool:
        """Changes some fields of the document at `version`, which then is at `version` + 1, outside of any unit: for
        what nobody is told. False if it is not at that version: to be looked at again, since another may have changed
        it further in the very moment in which this change was made."""
        return await self._amends.ask((identifier, version, {**fields, "version": version + 1}))

    async def _by_ids(self, ids: list[str]) -> list[Doc | None]:
        if len(ids) == 1:
            return [await self.find_one({"_id": ids[0]})]
        found = {doc["_id"]: doc for doc in await self.find({"_id": {"$in": list(dict.fromkeys(ids))}})}
        return [found.get(identifier) for identifier in ids]

    async def _insert(self, docs: list[Doc]) -> Sequence[bool | Exception]:
        answers: list[bool | Exception] = [True] * len(docs)
        try:
            with translated():
                await self._driver.insert_many(docs, ordered=False)
        except BulkWriteError as error:
            for each in (error.details or {})["writeErrors"]:
                answers[each["index"]] = False if each["code"] == DUPLICATE_KEY else error
        return answers

    async def _replace_older(self, docs: list[Doc]) -> Sequence[bool]:
        older = [ReplaceOne({"_id": doc["_id"], "version": {"$lt": doc["version"]}}, doc) for doc in docs]
        result = await self.bulk(older, ordered=False)
        if result.matched_count in (0, len(docs)):
            return [result.matched_count > 0] * len(docs)
        # Some were news; MongoDB does not say which, but what stands there now does.
        ids = [doc["_id"] for doc in docs]
        kept = {doc["_id"]: doc["version"] for doc in await self.find({"_id": {"$in": ids}}, projection={"version": 1})}
        return [kept.get(doc["_id"]) == doc["version"] for doc in docs]

    async def _amend(self, changes: list[tuple[str, int, Doc]]) -> Sequence[bool]:
        by_version: dict[int, dict[str, Doc]] = {}
        for identifier, version, new in changes:
            by_version.setdefault(version, {}).setdefault(identifier, new)
        result = await self.bulk([_amending(version, news) for version, news in by_version.items()], ordered=False)
        if result.matched_count in (0, len(changes)):
            return [result.matched_count > 0] * len(changes)
        return [
            await self.find_one({"_id": identifier, **new}, projection={"_id": 1}) is not None
            for identifier, _, new in changes
        ]

    async def find_one(
        self, query: Filter, *, sort: Sort | None = None, projection: Mapping[str, Any] | None = None
    ) -> Doc | None:
        """The first match or None."""
        with translated():
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
        with translated():
            cursor = self._driver.find(
                query, projection, sort=sort, limit=limit, session=session, hint=hint, min=first, max=last
            )
            docs: list[Doc] = await cursor.to_list(None)
            return docs

    async def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> list[Doc]:
        """The result of an aggregation."""
        with translated():
            cursor = self._driver.aggregate(pipeline)
            if inspect.isawaitable(cursor):
                cursor = await cursor
            docs: list[Doc] = await cursor.to_list(None)
            return docs

    async def count(self, query: Filter, *, limit: int = 0, hint: Sort | None = None) -> int:
        """How many match, counted up to `limit` (0: all); `hint`: the index to use."""
        with translated():
            options: dict[str, Any] = {"limit": limit} if limit else {}
            if hint is not None:
                options["hint"] = hint
            found: int = await self._driver.count_documents(query, **options)
            return found

    async def bulk(self, requests: Sequence[Any], *, session: Any = None, ordered: bool = True) -> Any:
        """A bulk write of PyMongo's request objects; its result."""
        with translated():
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
        with translated():
            doc: Doc | None = await self._driver.find_one_and_update(
                query, update, upsert=upsert, return_document=True, session=session
            )
            return doc

    async def update_many(self, query: Filter, update: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        """Changes all matches; how many there were."""
        with translated():
            result = await self._driver.update_many(query, update)
            return int(result.modified_count)

    async def delete_many(self, query: Filter) -> int:
        """Removes all matches; how many there were."""
        with translated():
            result = await self._driver.delete_many(query)
            return int(result.deleted_count)

    async def drop_soon(self, ids: Sequence[str]) -> None:
        """Removes those documents and does not wait until that is safe: a crash may bring them back."""
        with translated():
            await self._driver.with_options(write_concern=_UNSAFE).delete_many({"_id": {"$in": ids}})

    async def ensure_indexes(self, *indexes: Index) -> None:
        """Creates what is missing, however much there is to go into it."""
        if not indexes:
            return
        with translated():
            # Whether the server is there at all shows within a request's time.
            await self._driver.index_information()
            with timeout(_INDEXING):
                await self._driver.create_indexes([index.model() for index in indexes])


def _amending(version: int, news: Mapping[str, Doc]) -> UpdateMany:
    """Those that are at that version, by id, each with its own new fields. One statement: a parse and a plan for each
    document cost the server more than the write, and of many it makes no note that they could be tried again."""
    ids = list(news)
    mine = {"$arrayElemAt": [{"$literal": list(news.values())}, {"$indexOfArray": [{"$literal": ids}, "$_id"]}]}
    there = {"_id": {"$in": ids}, "version": version}
    return UpdateMany(there, [{"$replaceWith": {"$mergeObjects": ["$$ROOT", mine]}}])
