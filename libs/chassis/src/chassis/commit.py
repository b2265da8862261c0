"""Group commit: the one way in which a service changes its state.

A change is a *unit*: document writes with their preconditions, its inbox mark and its events. Units of concurrent
requests and deliveries are committed together, in one MongoDB transaction, while the commit before is under way.
Alone, a unit waits for nobody. If the shared transaction fails, the units are tried apart, so that one bad unit
fails alone. `commit` returns only when the unit is durable.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.clock import Clock
from chassis.errors import Conflict, Unavailable, VersionConflict
from chassis.inbox import INBOX, KEEP_MARKS, AlreadyDone, Mark
from chassis.mongo import Doc, Index, Mongo
from chassis.relay import OUTBOX, Outgoing, Row, rows_of
from chassis.telemetry import COMMIT_UNITS, traceparent
from contracts.base import Event

COUNTERS = "counters"
_DUPLICATE_KEY = 11000


@dataclass(frozen=True, slots=True)
class Insert:
    """A new document; AlreadyExists if its `_id` or a unique key is taken."""

    collection: str
    doc: Doc


@dataclass(frozen=True, slots=True)
class Replace:
    """The document in place of the one with the same `_id` at `version`; VersionConflict if that is not there."""

    collection: str
    doc: Doc
    version: int


@dataclass(frozen=True, slots=True)
class Delete:
    """Removes the document at `version`; VersionConflict if that is not there."""

    collection: str
    id: str
    version: int


@dataclass(frozen=True, slots=True)
class Require:
    """Nothing is changed, but the document must still be at `version` when the unit is committed."""

    collection: str
    id: str
    version: int


Change = Insert | Replace | Delete
Write = Change | Require


@dataclass(frozen=True, slots=True)
class Unit:
    """One indivisible change of state."""

    writes: Sequence[Write] = ()
    events: Sequence[Event] = ()
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A unit that takes the next number of a series without gaps: the number is drawn inside the transaction, and
    `build` makes the unit with it. `build` may be called again and must be pure."""

    series: str
    build: Callable[[int], Unit]


class AlreadyExists(Conflict):
    """A document with that id or unique key is there already."""

    type = "already-exists"
    title = "Such a record exists already"

    def __init__(self, collection: str, keys: dict[str, Any]) -> None:
        super().__init__(f"{collection}: {', '.join(keys)} already in use")
        self.collection = collection
        self.keys = keys


class HandsOver(Protocol):
    """Takes the outbox rows of a commit for publishing (the relay)."""

    def hand_over(self, rows: Sequence[Row]) -> None: ...


@dataclass(slots=True)
class _Pending:
    unit: Unit | Numbered
    traceparent: str | None
    done: asyncio.Future[Unit] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class _Culprit(Exception):
    """The pending unit that made the shared transaction fail, and with what."""

    def __init__(self, pending: _Pending, error: Exception) -> None:
        super().__init__(str(error))
        self.pending = pending
        self.error = error


class _Twin(Exception):
    """Two pending units of one group carry the same mark: the later one has to wait for the earlier."""

    def __init__(self, pending: _Pending) -> None:
        super().__init__()
        self.pending = pending


class _Mismatch(Exception):
    """Some precondition of the shared transaction did not hold; whose is not known."""


class Committer:
    """Commits units, as many at a time as are waiting (at most `most`)."""

    def __init__(self, mongo: Mongo, relay: HandsOver, clock: Clock, source: str, most: int = 200) -> None:
        self._mongo = mongo
        self._relay = relay
        self._clock = clock
        self._source = source
        self._most = most
        self._waiting: list[_Pending] = []
        self._task: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Collections cannot be created inside every transaction: make them now."""
        await self._mongo.collection(INBOX).ensure_indexes(Index((("at", 1),), expires=KEEP_MARKS))
        await self._mongo.collection(OUTBOX).ensure_indexes(Index((("leased_until", 1),)))
        await self._mongo.collection(COUNTERS).ensure_indexes(Index((("n", 1),)))

    async def commit(self, unit: Unit | Numbered) -> Unit:
        """Makes the unit durable and hands its events over. Returns the unit as committed.

        Raises AlreadyDone, VersionConflict, AlreadyExists or Unavailable; then nothing of it is stored, except that
        after Unavailable it may be: the same mark tells.
        """
        pending = _Pending(unit, traceparent())
        self._waiting.append(pending)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="group-commit")
        return await asyncio.shield(pending.done)

    async def flush(self) -> None:
        """Waits until nothing is waiting."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                COMMIT_UNITS.observe(len(group))
                await self._together(group)
        finally:
            self._task = None
            for left in self._waiting:
                _fail(left, Unavailable("stopping"))
            self._waiting = []

    async def _together(self, group: list[_Pending]) -> None:
        while group:
            try:
                units, rows = await self._mongo.transact(partial(self._write, group))
            except _Culprit as culprit:
                _fail(culprit.pending, culprit.error)
                group = [pending for pending in group if pending is not culprit.pending]
                continue
            except _Twin as twin:
                group = [pending for pending in group if pending is not twin.pending]
                self._waiting.append(twin.pending)
                continue
            except _Mismatch:
                if len(group) == 1:
                    _fail(group[0], VersionConflict())
                    return
                for pending in group:
                    await self._together([pending])
                return
            except Exception as error:
                if len(group) == 1 or isinstance(error, Unavailable):
                    for pending in group:
                        _fail(pending, error)
                    return
                for pending in group:
                    await self._together([pending])
                return
            self._relay.hand_over(rows)
            for pending, unit in zip(group, units, strict=True):
                if not pending.done.done():
                    pending.done.set_result(unit)
            return

    async def _write(self, group: list[_Pending], session: Any) -> tuple[list[Unit], list[Row]]:
        units = await self._numbered(group, session)
        await self._marks(group, units, session)
        by_collection: dict[str, list[tuple[_Pending, Write]]] = {}
        for pending, unit in zip(group, units, strict=True):
            for write in unit.writes:
                by_collection.setdefault(write.collection, []).append((pending, write))
        for name in sorted(by_collection):
            await self._writes(name, by_collection[name], session)
        rows = rows_of(
            (
                Outgoing(event, pending.traceparent)
                for pending, unit in zip(group, units, strict=True)
                for event in unit.events
            ),
            self._source,
            self._clock.now(),
        )
        if rows:
            await self._mongo.collection(OUTBOX).bulk(
                [InsertOne(row.to_doc()) for row in rows], session=session, ordered=False
            )
        return units, rows

    async def _numbered(self, group: list[_Pending], session: Any) -> list[Unit]:
        wanted: dict[str, int] = {}
        for pending in group:
            if isinstance(pending.unit, Numbered):
                wanted[pending.unit.series] = wanted.get(pending.unit.series, 0) + 1
        following: dict[str, int] = {}
        for series in sorted(wanted):
            counter = await self._mongo.collection(COUNTERS).find_one_and_update(
                {"_id": series}, {"$inc": {"n": wanted[series]}}, upsert=True, session=session
            )
            assert counter is not None
            following[series] = counter["n"] - wanted[series] + 1
        units = []
        for pending in group:
            if isinstance(pending.unit, Numbered):
                units.append(pending.unit.build(following[pending.unit.series]))
                following[pending.unit.series] += 1
            else:
                units.append(pending.unit)
        return units

    async def _marks(self, group: list[_Pending], units: list[Unit], session: Any) -> None:
        marked = [(pending, unit.mark) for pending, unit in zip(group, units, strict=True) if unit.mark is not None]
        if not marked:
            return
        now = self._clock.now()
        result = await self._mongo.collection(INBOX).bulk(
            [
                UpdateOne(
                    {"_id": mark.id},
                    {"$setOnInsert": {"at": now, "digest": mark.digest, "result": mark.result}},
                    upsert=True,
                )
                for _, mark in marked
            ],
            session=session,
        )
        if len(result.upserted_ids) == len(marked):
            return
        for at, (pending, mark) in enumerate(marked):
            if at not in result.upserted_ids:
                kept = await self._mongo.collection(INBOX).find_one({"_id": mark.id})
                if kept is None:
                    raise _Twin(pending)
                raise _Culprit(pending, AlreadyDone(Mark(mark.id, kept["digest"], kept["result"])))

    async def _writes(self, name: str, writes: list[tuple[_Pending, Write]], session: Any) -> None:
        required = {write.id: write.version for _, write in writes if isinstance(write, Require)}
        if required:
            await self._required(name, required, session)
        changes = [(pending, write) for pending, write in writes if not isinstance(write, Require)]
        if not changes:
            return
        try:
            result = await self._mongo.collection(name).bulk(
                [_request(change) for _, change in changes], session=session
            )
        except BulkWriteError as error:
            failed = (error.details.get("writeErrors") or [{}])[0]
            if failed.get("code") != _DUPLICATE_KEY:
                raise
            pending = changes[failed["index"]][0]
            raise _Culprit(pending, AlreadyExists(name, dict(failed.get("keyValue") or {}))) from error
        replaces = sum(isinstance(change, Replace) for _, change in changes)
        deletes = sum(isinstance(change, Delete) for _, change in changes)
        if result.matched_count != replaces or result.deleted_count != deletes:
            raise _Mismatch(name)

    async def _required(self, name: str, required: dict[str, int], session: Any) -> None:
        found = await self._mongo.collection(name).find(
            {"_id": {"$in": list(required)}}, projection={"version": 1}, session=session
        )
        if {doc["_id"]: doc["version"] for doc in found} != required:
            raise _Mismatch(name)


def _request(change: Change) -> Any:
    match change:
        case Insert(_, doc):
            return InsertOne(doc)
        case Replace(_, doc, version):
            return ReplaceOne({"_id": doc["_id"], "version": version}, doc)
        case Delete(_, identifier, version):
            return DeleteOne({"_id": identifier, "version": version})


def _fail(pending: _Pending, error: Exception) -> None:
    if not pending.done.done():
        pending.done.set_exception(error)
        pending.done.exception()
