"""The owner's side: tells everything it has anew, page by page, through the outbox (N5)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chassis.clock import Clock
from chassis.commit import Insert, Replace, Unit
from chassis.errors import Unavailable, VersionConflict
from chassis.ids import new_id
from chassis.inbox import Mark
from chassis.mishaps import described
from chassis.mongo import Doc, Index, Mongo
from chassis.replicas.commits import Commits
from chassis.telemetry import log
from contracts.base import Event
from contracts.replay import Replay, ReplayFinished

REPLAYS = "replays"
_LOOK_EVERY = 10.0
"""Seconds; what is begun in this process is gone on with at once."""
_AT_ONCE = 200
_RESTS = 2.0
"""A step is followed by a pause of so many times its length, so that others have their turn."""

Source = Callable[[Replay, str, int], Awaitable[Sequence[tuple[str, Event]]]]
"""Records of one kind in order of id, behind an id, at most so many: each with the event that restates it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A replay and how far it is; `told` counts by kind."""

    replay: Replay
    version: int
    by: str
    created_at: datetime
    updated_at: datetime
    running: bool
    told: Mapping[str, int]


class Replays:
    """What one service owns and others follow, by kinds that are told together. Any process may take the next step: of
    two who do, one is refused."""

    def __init__(
        self,
        mongo: Mongo,
        committer: Commits,
        clock: Clock,
        sources: Mapping[str, Source],
        finished: type[ReplayFinished],
    ) -> None:
        self._committer = committer
        self._clock = clock
        self._sources = dict(sources)
        self._finished = finished
        self._replays = mongo.collection(REPLAYS)
        self._begun = asyncio.Event()

    async def prepare(self) -> None:
        """Indexes."""
        await self._replays.ensure_indexes(Index((("running", 1), ("_id", 1))))

    async def start(self, *, heal: bool, by: str, mark_of: Callable[[str], Mark | None]) -> Telling:
        """Begins to tell. Raises AlreadyDone for the same request again."""
        now, identifier = self._clock.now(), new_id()
        doc: Doc = {
            "_id": identifier,
            "version": 1,
            "heal": heal,
            "by": by,
            "created_at": now,
            "updated_at": now,
            "running": True,
            "kind": next(iter(self._sources)),
            "after": "",
            "told": dict.fromkeys(self._sources, 0),
        }
        await self._committer.commit(Unit([Insert(REPLAYS, doc)], mark=mark_of(identifier)))
        self._begun.set()
        return _telling(doc)

    async def find(self, replay_id: str) -> Telling | None:
        """How far it is."""
        doc = await self._replays.find_one({"_id": replay_id})
        return _telling(doc) if doc is not None else None

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            pause = _LOOK_EVERY
            self._begun.clear()
            try:
                mine = {"running": True, "kind": {"$in": list(self._sources)}}
                doc = await self._replays.find_one(mine, sort=[("_id", 1)])
                if doc is not None:
                    began = time.monotonic()
                    await self.step(doc)
                    pause = _RESTS * (time.monotonic() - began)
            except VersionConflict:
                # Another process is at it.
                pass
            except Unavailable as error:
                log("replays").warning("waiting_for_the_database", why=described(error))
            except Exception:
                # A defect here must not take down everything else that this process does.
                log("replays").exception("step_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._begun.wait(), pause)

    async def step(self, doc: Doc) -> None:
        """Tells the next page; at the end, that everything was told."""
        replay, kind = Replay(id=doc["_id"], heal=doc["heal"]), doc["kind"]
        page = await self._sources[kind](replay, doc["after"], _AT_ONCE)
        events = [event for _, event in page]
        told = {**doc["told"], kind: doc["told"][kind] + len(page)}
        changed: dict[str, Any] = {"told": told, "updated_at": self._clock.now(), "version": doc["version"] + 1}
        if len(page) == _AT_ONCE:
            changed["after"] = page[-1][0]
        else:
            kinds = list(self._sources)
            following = kinds[kinds.index(kind) + 1 :]
            if following:
                changed |= {"kind": following[0], "after": ""}
            else:
                changed["running"] = False
                events.append(self._finished(replay=replay, told=told))
        await self._committer.commit(Unit([Replace(REPLAYS, {**doc, **changed}, doc["version"])], events))


def _telling(doc: Doc) -> Telling:
    return Telling(
        replay=Replay(id=doc["_id"], heal=doc["heal"]),
        version=doc["version"],
        by=doc["by"],
        created_at=doc["created_at"],
        updated_at=doc["updated_at"],
        running=doc["running"],
        told=doc["told"],
    )
