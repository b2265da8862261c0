"""The consumer's side: each record that is told anew is compared with the replica, and taken over if it is to heal."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis.access import GROUPS, MEMBERS
from chassis.clock import Clock
from chassis.commit import AlreadyExists, Amend, Delete, Insert, Replace, Require, Unit, Write
from chassis.errors import Transient, VersionConflict
from chassis.inbox import Mark
from chassis.mongo import Doc, Filter, Index, Mongo
from chassis.replicas.commits import Commits
from chassis.replicas.differing import Difference, Found, difference
from contracts.replay import Replay

CHECKS = "replica_checks"
_KEPT_FOR = timedelta(days=30)
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Replica:
    """A collection that follows an owner. `authoritative` records hang on it that nobody could tell anew: what is
    extra is reported and never removed. `gone`: what a record says whose owner has it no longer, if such ones are kept;
    what is extra comes to say so too."""

    collection: str
    authoritative: bool = False
    gone: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """What was found about one record; `id` is its own."""

    replica: str
    id: str
    difference: Difference
    healed: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the replicas of a service came out of a replay: counts by replica and finding; `finished` when everything
    that was told has been compared."""

    replay_id: str
    finished: bool
    counts: Mapping[str, Mapping[str, int]]


class Replicas:
    """The replicas of one service, by the name of what they follow; everybody follows staff and groups."""

    def __init__(self, mongo: Mongo, committer: Commits, clock: Clock, **replicas: Replica) -> None:
        self._mongo = mongo
        self._committer = committer
        self._clock = clock
        self._replicas = {"staff": Replica(MEMBERS), "groups": Replica(GROUPS), **replicas}
        self._checks = mongo.collection(CHECKS)

    async def prepare(self) -> None:
        """Indexes. What was found is kept for 30 days."""
        await self._checks.ensure_indexes(
            Index((("replay_id", 1), ("found", 1), ("_id", 1))), Index((("at", 1),), expires=_KEPT_FOR)
        )

    async def compare(
        self,
        replay: Replay,
        name: str,
        told: Write,
        mark: Mark,
        *,
        ignoring: Collection[str] = (),
        undecided: bool = False,
        counts_itself: bool = False,
    ) -> None:
        """Compares one record as it is told, `told` being the Insert by which the replica would begin to keep it, and
        takes it over if it is to heal. `ignoring`: fields that cannot be told exactly. `counts_itself`: the document's
        version is the replica's own count of changes, and moves on when it heals.

        Raises VersionConflict if the record changed meanwhile, AlreadyDone if this was compared before."""
        if not isinstance(told, Insert):
            raise TypeError("a record is compared by the write that would insert it")
        collection, doc = told.collection, told.doc
        kept = await self._mongo.collection(collection).get(doc["_id"])
        if counts_itself and kept is not None:
            doc = {**doc, "version": kept["version"]}
        found = difference(kept, doc, ignoring)
        if undecided and found.found is not Found.SAME:
            found = Difference(Found.UNDECIDED, found.fields)
        heals = replay.heal and found.found in (Found.MISSING, Found.BEHIND, Found.DIFFERENT)
        writes: list[Write] = []
        if heals and kept is None:
            writes.append(told)
        elif heals and kept is not None:
            # What the replica has of its own, and what cannot be told exactly, stays.
            known = {field: kept[field] for field in ignoring if field in kept}
            version = kept["version"] + 1 if counts_itself else doc["version"]
            writes.append(Replace(collection, {**kept, **doc, **known, "version": version}, kept["version"]))
        elif kept is not None and found.found is not Found.SAME:
            writes.append(Require(collection, kept["_id"], kept["version"]))
        await self.note(replay, name, doc["_id"], found, mark, Unit(writes), healed=heals)

    async def note(
        self, replay: Replay, name: str, identifier: str, found: Difference, mark: Mark, unit: Unit, *, healed: bool
    ) -> None:
        """Remembers what was found about one record, together with `unit`: what takes over what differs, if it was
        `healed`. For what a record of another kind shows, which its service compares by itself.

        Raises VersionConflict if the record changed meanwhile, AlreadyDone if this was compared before."""
        check = self._check(replay, name, identifier, found, healed=healed)
        try:
            await self._committer.commit(Unit([check, *unit.writes], unit.events, mark))
        except AlreadyExists as error:
            raise VersionConflict from error

    async def finish(self, replay: Replay, told: Mapping[str, int], mark: Mark) -> None:
        """Everything was told: looks for what the replicas have beyond that. Raises Transient as long as something
        that was told has not come."""
        mine = {name: count for name, count in told.items() if name in self._replicas}
        compared = await self._checks.count({"replay_id": replay.id, "found": {"$ne": Found.EXTRA}})
        if compared < sum(mine.values()):
            raise Transient(f"{compared} of {sum(mine.values())} records of the replay {replay.id} have come")
        for name in mine:
            await self._find_extra(replay, name)
        doc = {"_id": _key(replay.id, "", ""), "replay_id": replay.id, "version": 1, "at": self._clock.now()}
        await self._committer.commit(Unit([Insert(CHECKS, doc)], mark=mark))

    async def _find_extra(self, replay: Replay, name: str) -> None:
        replica, after = self._replicas[name], ""
        known_gone: Filter = {"$nor": [dict(replica.gone)]} if replica.gone else {}
        while True:
            # Ids grow with time: what is younger than the replay need not have been told.
            docs = await self._mongo.collection(replica.collection).find(
                {"_id": {"$gt": after, "$lt": replay.id}, **known_gone},
                sort=[("_id", 1)],
                limit=_AT_ONCE,
                projection={"version": 1},
            )
            keys = [_key(replay.id, name, doc["_id"]) for doc in docs]
            known = {doc["_id"] for doc in await self._checks.find({"_id": {"$in": keys}}, projection={"_id": 1})}
            for doc, key in zip(docs, keys, strict=True):
                if key not in known:
                    await self._remove(replay, name, doc)
            if len(docs) < _AT_ONCE:
                return
            after = docs[-1]["_id"]

    async def _remove(self, replay: Replay, name: str, doc: Doc) -> None:
        replica = self._replicas[name]
        heals = replay.heal and not replica.authoritative
        writes: list[Write] = [self._check(replay, name, doc["_id"], Difference(Found.EXTRA), healed=heals)]
        if heals and replica.gone:
            writes.append(Amend(replica.collection, doc["_id"], doc["version"], dict(replica.gone)))
        elif heals:
            writes.append(Delete(replica.collection, doc["_id"], doc["version"]))
        await self._committer.commit(Unit(writes))

    def _check(self, replay: Replay, name: str, identifier: str, found: Difference, *, healed: bool) -> Insert:
        doc: dict[str, Any] = {
            "_id": _key(replay.id, name, identifier),
            "version": 1,
            "replay_id": replay.id,
            "replica": name,
            "id": identifier,
            "found": found.found,
            "fields": list(found.fields),
            "healed": healed,
            "at": self._clock.now(),
        }
        return Insert(CHECKS, doc)

    async def comparison(self, replay_id: str) -> Comparison:
        """How it stands."""
        grouped = await self._checks.aggregate(
            [
                {"$match": {"replay_id": replay_id, "found": {"$exists": True}}},
                {"$group": {"_id": {"replica": "$replica", "found": "$found"}, "n": {"$sum": 1}}},
            ]
        )
        counts: dict[str, dict[str, int]] = {}
        for doc in grouped:
            counts.setdefault(doc["_id"]["replica"], {})[doc["_id"]["found"]] = doc["n"]
        finished = await self._checks.find_one({"_id": _key(replay_id, "", "")})
        return Comparison(replay_id, finished is not None, counts)

    async def drifted(self, replay_id: str, after: str, limit: int) -> list[Check]:
        """Everything that was not the same, by replica and id, behind `after`, which is one's `key`."""
        docs = await self._checks.find(
            {
                "replay_id": replay_id,
                "found": {"$in": [each for each in Found if each is not Found.SAME]},
                "_id": {"$gt": after},
            },
            sort=[("_id", 1)],
            limit=limit,
        )
        return [
            Check(doc["replica"], doc["id"], Difference(Found(doc["found"]), tuple(doc["fields"])), doc["healed"])
            for doc in docs
        ]


def _key(replay_id: str, replica: str, identifier: str) -> str:
    return f"{replay_id}:{replica}:{identifier}"


def key_of(replay_id: str, check: Check) -> str:
    """Its place in the list of what drifted."""
    return _key(replay_id, check.replica, check.id)
