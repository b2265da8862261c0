"""Commits units of concurrent requests and deliveries together, in one MongoDB transaction, while the commit before
is under way. Alone, a unit waits for nobody. A unit that does not hold is refused alone. `commit` returns only when
the unit is durable.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from pymongo import DeleteOne, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.clock import Clock
from chassis.commit.admission import Admission, Changes, Versions, admit, conditions, granted, is_proven
from chassis.commit.unit import AlreadyExists, Numbered, Unit
from chassis.errors import Unavailable
from chassis.inbox import INBOX, KEEP_MARKS, Mark
from chassis.mongo import DUPLICATE_KEY, Doc, Index, Mongo
from chassis.relay import OUTBOX, Outgoing, Row, rows_of
from chassis.telemetry import COMMIT_UNITS, traceparent

COUNTERS = "counters"


class HandsOver(Protocol):
    """Takes the outbox rows of a commit for publishing (the relay)."""

    def hand_over(self, rows: Sequence[Row]) -> None: ...


@dataclass(slots=True)
class _Pending:
    unit: Unit | Numbered
    traceparent: str | None
    done: asyncio.Future[Unit] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(frozen=True, slots=True)
class _Written:
    units: list[Unit]
    verdict: Admission
    rows: list[Row]


class _Blamed(Exception):
    """The transaction cannot be with this pending unit in it; without an error, the unit has its turn later."""

    def __init__(self, pending: _Pending, error: Exception | None) -> None:
        super().__init__(str(error))
        self.pending = pending
        self.error = error


class _MarkTaken(Exception):
    """Some mark was there before: the group goes again, looking at its marks first."""


class _Outdated(Exception):
    """Some document may not be at the version that its unit says: the group goes again, looking at versions first."""


class Committer:
    """Commits units, as many at a time as are waiting (at most `most`)."""

    def __init__(
        self, mongo: Mongo, relay: HandsOver, clock: Clock, source: str, most: int = 200, owner: str = ""
    ) -> None:
        self._owner = owner
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
        # Whoever gives up waiting does not take the unit back: it is committed all the same.
        return await pending.done

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
        look_at_marks = look_at_versions = False
        alone: list[_Pending] = []
        while group:
            try:
                written = await self._mongo.transact(partial(self._write, group, look_at_marks, look_at_versions))
            except _Blamed as blamed:
                if blamed.error is None:
                    self._waiting.append(blamed.pending)
                elif len(group) == 1:
                    _fail(blamed.pending, blamed.error)
                else:
                    alone.append(blamed.pending)
                group = [pending for pending in group if pending is not blamed.pending]
            except _MarkTaken:
                look_at_marks = True
            except _Outdated:
                look_at_versions = True
            except Exception as error:
                alone = [*group, *alone]
                if len(alone) == 1 or isinstance(error, Unavailable):
                    for pending in alone:
                        _fail(pending, error)
                    return
                break
            else:
                self._settle(group, written)
                break
        # What stood in the way of a unit may have been of this very group: it is refused only for what is stored.
        for pending in alone:
            await self._together([pending])

    def _settle(self, group: list[_Pending], written: _Written) -> None:
        self._relay.hand_over(written.rows)
        for index in written.verdict.admitted:
            if not group[index].done.done():
                group[index].done.set_result(written.units[index])
        for index, error in written.verdict.refused.items():
            _fail(group[index], error)
        self._waiting[:0] = [group[index] for index in written.verdict.deferred]

    async def _write(
        self, group: list[_Pending], look_at_marks: bool, look_at_versions: bool, session: Any
    ) -> _Written:
        units = await self._numbered(group, session)
        unseen = {} if look_at_versions else granted(units)
        versions = unseen or await self._versions(units, session)
        done = await self._done(units, session) if look_at_marks else {}
        verdict = admit(units, versions, done, self._clock.now())
        if not is_proven(unseen, verdict.changes):
            raise _Outdated
        for index in (*verdict.refused, *verdict.deferred):
            if isinstance(group[index].unit, Numbered):
                if unseen and index in verdict.refused:
                    raise _Outdated
                # Its number has been drawn: only without it in the transaction does the series stay without a gap.
                raise _Blamed(group[index], verdict.refused.get(index))
        await self._marks(verdict, session)
        for name in sorted(verdict.changes):
            await self._changes(name, verdict.changes[name], group, unseen, session)
        rows = rows_of(
            (Outgoing(event, group[index].traceparent) for index in verdict.admitted for event in units[index].events),
            self._source,
            self._clock.now(),
        )
        if rows:
            await self._mongo.collection(OUTBOX).bulk(
                [InsertOne(row.to_doc(self._owner)) for row in rows], session=session
            )
        return _Written(units, verdict, rows)

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

    async def _versions(self, units: list[Unit], session: Any) -> Versions:
        return {
            name: {
                doc["_id"]: doc["version"]
                for doc in await self._mongo.collection(name).find(
                    {"_id": {"$in": list(ids)}}, projection={"version": 1}, session=session
                )
            }
            for name, ids in conditions(units).items()
        }

    async def _done(self, units: list[Unit], session: Any) -> Mapping[str, Mark]:
        ids = [unit.mark.id for unit in units if unit.mark is not None]
        kept = await self._mongo.collection(INBOX).find({"_id": {"$in": ids}}, session=session)
        return {doc["_id"]: Mark(doc["_id"], doc["digest"], doc["result"]) for doc in kept}

    async def _marks(self, verdict: Admission, session: Any) -> None:
        if not verdict.marks:
            return
        now = self._clock.now()
        try:
            await self._mongo.collection(INBOX).bulk(
                [
                    InsertOne({"_id": mark.id, "at": now, "digest": mark.digest, "result": mark.result})
                    for _, mark in verdict.marks
                ],
                session=session,
            )
        except BulkWriteError as error:
            if _first_error(error).get("code") == DUPLICATE_KEY:
                raise _MarkTaken from error
            raise

    async def _changes(
        self, name: str, changes: Changes, group: list[_Pending], unseen: Versions, session: Any
    ) -> None:
        # What gives up a unique key comes before what takes it; a deletion cannot fail on one.
        blame = [
            *(-1 for _ in changes.deletes),
            *(index for index, _ in (*changes.replaces.values(), *changes.amends.values(), *changes.inserts.values())),
        ]
        known = unseen.get(name, {})

        def there(identifier: str) -> Doc:
            # A version that was read in this very snapshot needs no proof, and a plain id no plan of a query.
            proof = {"version": known[identifier]} if identifier in known else {}
            return {"_id": identifier, **proof}

        requests = [
            *(DeleteOne(there(identifier)) for identifier in changes.deletes),
            *(ReplaceOne(there(identifier), doc) for identifier, (_, doc) in changes.replaces.items()),
            *(UpdateOne(there(identifier), {"$set": new}) for identifier, (_, new) in changes.amends.items()),
            *(InsertOne(doc) for _, doc in changes.inserts.values()),
        ]
        if not requests:
            return
        try:
            result = await self._mongo.collection(name).bulk(requests, session=session)
        except BulkWriteError as error:
            failed = _first_error(error)
            if failed.get("code") != DUPLICATE_KEY:
                raise
            if unseen:
                raise _Outdated from error
            taken = AlreadyExists(name, dict(failed.get("keyValue") or {}))
            raise _Blamed(group[blame[failed["index"]]], taken) from error
        if known and result.matched_count + result.deleted_count < len(requests) - len(changes.inserts):
            raise _Outdated


def _first_error(error: BulkWriteError) -> dict[str, Any]:
    errors = (error.details or {}).get("writeErrors") or [{}]
    first: dict[str, Any] = errors[0]
    return first


def _fail(pending: _Pending, error: Exception) -> None:
    if not pending.done.done():
        pending.done.set_exception(error)
        pending.done.exception()
