"""MongoDB in memory, as far as the stores use it: documents as BSON keeps them, queries, and the commit of units.

What holds is judged by the same pure function that the real committer asks; the rest is small enough to be seen
through, and one suite passes on this and on a real server.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import bson

from chassis.clock import Clock
from chassis.commit import AlreadyExists, Numbered, Unit, Write
from chassis.commit.admission import Changes, admit, conditions
from chassis.errors import Unavailable
from chassis.inbox import INBOX, Mark
from chassis.mongo import Between, Collection, Doc, Filter, Index, Mongo, Sort
from chassis.mongo.database import CODEC
from contracts.base import Event
from tests.fakes.indexes import along, taken
from tests.fakes.queries import grouped, in_order, matches, projected, updated, value_at

E = TypeVar("E", bound=Event)


class MemoryCollection(Collection):
    """The documents of one collection by id; readers get what BSON makes of what was written."""

    def __init__(self, name: str, memory: "Memory") -> None:
        self.docs: dict[str, Doc] = {}
        self._name = name
        self._memory = memory
        self._indexes: list[Index] = [Index((("_id", 1),), unique=True)]

    async def ensure_indexes(self, *indexes: Index) -> None:
        self._indexes += indexes

    async def get(self, identifier: str) -> Doc | None:
        return await self.find_one({"_id": identifier})

    async def find_one(
        self, query: Filter, *, sort: Sort | None = None, projection: Mapping[str, Any] | None = None
    ) -> Doc | None:
        found = await self.find(query, sort=sort, limit=1, projection=projection)
        return found[0] if found else None

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
        await asyncio.sleep(0)
        docs, query = list(self.docs.values()), _kept(query)
        if hint is not None and tuple(hint) not in [index.keys for index in self._indexes]:
            raise LookupError(f"{self._name} has no index {hint}")
        if between is not None and hint is not None:
            docs = along(docs, hint, between)
        found = in_order([doc for doc in docs if matches(doc, query)], sort or ())
        return [projected(doc, projection) for doc in (found[:limit] if limit else found)]

    async def count(self, query: Filter, *, limit: int = 0, hint: Sort | None = None) -> int:
        return len(await self.find(query, limit=limit, hint=hint))

    async def add(self, doc: Doc) -> bool:
        await asyncio.sleep(0)
        if doc["_id"] in self.docs:
            return False
        self.docs[doc["_id"]] = _kept(doc)
        return True

    async def keep(self, doc: Doc, *, new: bool = False) -> bool:
        await asyncio.sleep(0)
        kept = self.docs.get(doc["_id"])
        if kept is not None and kept["version"] >= doc["version"]:
            return False
        self.docs[doc["_id"]] = _kept(doc)
        return True

    async def amend(self, identifier: str, version: int, fields: Doc) -> bool:
        await asyncio.sleep(0)
        kept = self.docs.get(identifier)
        if kept is None or kept["version"] != version:
            return False
        self.docs[identifier] = kept | _kept({**fields, "version": version + 1})
        return True

    async def update_many(self, query: Filter, update: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
        if not isinstance(update, Mapping):
            raise NotImplementedError(update)
        changed = {doc["_id"]: _kept(updated(doc, update)) for doc in await self.find(query)}
        self.docs |= changed
        return len(changed)

    async def delete_many(self, query: Filter) -> int:
        gone = {doc["_id"] for doc in await self.find(query)}
        self.docs = {each: doc for each, doc in self.docs.items() if each not in gone}
        return len(gone)

    async def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> list[Doc]:
        docs = await self.find({})
        for step in pipeline:
            match step:
                case {"$match": query}:
                    docs = [doc for doc in docs if matches(doc, query)]
                case {"$sort": by}:
                    docs = in_order(docs, tuple(by.items()))
                case {"$skip": first}:
                    docs = docs[first:]
                case {"$project": fields}:
                    docs = [{name: doc[name] for name, wanted in fields.items() if wanted} for doc in docs]
                case {"$limit": most}:
                    docs = docs[:most]
                case {"$group": group}:
                    docs = grouped(docs, group)
                case {"$lookup": {"from": name, "localField": own, "foreignField": theirs, "as": field}}:
                    others = self._memory.collection(name).docs.values()
                    docs = [
                        {**doc, field: [other for other in others if matches(other, {theirs: value_at(doc, own)})]}
                        for doc in docs
                    ]
                case _:
                    raise NotImplementedError(step)
        return docs

    def after(self, changes: Changes) -> dict[str, Doc]:
        """What is there once these changes are made, in the order in which the committer makes them. Raises
        AlreadyExists."""
        docs = {each: doc for each, doc in self.docs.items() if each not in changes.deletes}
        for identifier, (_, doc) in changes.replaces.items():
            self._put(docs, doc, besides=identifier)
        for identifier, (_, fields) in changes.amends.items():
            self._put(docs, docs[identifier] | fields, besides=identifier)
        for _, doc in changes.inserts.values():
            self._put(docs, doc)
        return docs

    def _put(self, docs: dict[str, Doc], doc: Doc, besides: str | None = None) -> None:
        doc = _kept(doc)
        others = [other for each, other in docs.items() if each != besides]
        for index in self._indexes:
            if index.unique:
                keys = taken(doc, index)
                for key in (key for other in others for key in taken(other, index) if key in keys):
                    raise AlreadyExists(self._name, keys[key])
        docs[doc["_id"]] = doc


class Memory(Mongo):
    """A database without a server."""

    def __init__(self) -> None:
        self._kept: dict[str, MemoryCollection] = {}

    def collection(self, name: str) -> MemoryCollection:
        return self._kept.setdefault(name, MemoryCollection(name, self))


class MemoryCommits:
    """Commits one unit at a time. `told` is every event in the order of commits; `watch` looks on before each."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self.told: list[Event] = []
        self.watch: Callable[[Unit], None] = lambda _: None
        self.remembers: Callable[[Mark], bool] = lambda _: True
        """Whether a mark is kept; a test that breaks this sees what comes of it."""
        self.overlooks: tuple[type[Write], ...] = ()
        """Preconditions of these kinds are not looked at: another way to break it."""
        self.loses_next = False
        """The next commit happens and its answer does not come, as when the connection breaks."""
        self._memory = memory
        self._clock = clock
        self._drawn: dict[str, int] = {}

    async def commit(self, unit: Unit | Numbered) -> Unit:
        """Raises AlreadyDone, VersionConflict, AlreadyExists; then nothing is stored."""
        await asyncio.sleep(0)
        series = unit.series if isinstance(unit, Numbered) else None
        number = self._drawn.get(series, 0) + 1 if series is not None else 0
        unit = unit.build(number) if isinstance(unit, Numbered) else unit
        inbox = self._memory.collection(INBOX)
        done = {each: Mark(each, doc["digest"], doc["result"]) for each, doc in inbox.docs.items()}
        asked = replace(unit, writes=[each for each in unit.writes if not isinstance(each, self.overlooks)])
        verdict = admit([asked], self._versions(asked), done, self._clock.now())
        for error in verdict.refused.values():
            raise error
        after = {name: self._memory.collection(name).after(each) for name, each in verdict.changes.items()}
        self.watch(unit)
        for name, docs in after.items():
            self._memory.collection(name).docs = docs
        if series is not None:
            self._drawn[series] = number
        if unit.mark is not None and self.remembers(unit.mark):
            mark = unit.mark
            inbox.docs[mark.id] = _kept({"_id": mark.id, "digest": mark.digest, "result": mark.result})
        self.told += unit.events
        if self.loses_next:
            self.loses_next = False
            raise Unavailable("the answer was lost")
        return unit

    def told_as(self, kind: type[E]) -> list[E]:
        """Of what was told, the events of that kind."""
        return [event for event in self.told if isinstance(event, kind)]

    def _versions(self, unit: Unit) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for name, identifiers in conditions([unit]).items():
            docs = self._memory.collection(name).docs
            found[name] = {each: docs[each]["version"] for each in identifiers if each in docs}
        return found


def _kept(doc: Mapping[str, Any]) -> Doc:
    read: Doc = bson.decode(bson.encode(doc, codec_options=CODEC), codec_options=CODEC)
    return read
