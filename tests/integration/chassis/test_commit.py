"""Group commit on a real MongoDB, with both drivers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from chassis.clock import SystemClock
from chassis.commit import AlreadyExists, Amend, Committer, Delete, Insert, Numbered, Replace, Require, Unit
from chassis.errors import Unavailable, VersionConflict
from chassis.ids import new_id
from chassis.inbox import AlreadyDone, Mark
from chassis.mongo import Index, Mongo
from chassis.relay import Row
from contracts.assignment import GroupChanged


class Recorded:
    """Takes the rows that a relay would publish."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.groups: list[int] = []

    def hand_over(self, rows: Sequence[Row]) -> None:
        self.rows.extend(rows)
        self.groups.append(len(rows))


@pytest.fixture
def relay() -> Recorded:
    return Recorded()


@pytest.fixture
async def committer(mongo: Mongo, relay: Recorded) -> Committer:
    committer = Committer(mongo, relay, SystemClock(), "/test")
    await committer.prepare()
    await mongo.collection("things").ensure_indexes(Index((("code", 1),), unique=True))
    return committer


def thing(identifier: str, version: int = 1, **fields: Any) -> dict[str, Any]:
    return {"_id": identifier, "version": version, "code": identifier, **fields}


def changed(name: str = "Sellers", version: int = 1) -> GroupChanged:
    return GroupChanged(name=name, version=version, permissions={})


async def test_a_unit_is_stored_whole_and_its_events_are_handed_over(
    committer: Committer, mongo: Mongo, relay: Recorded
) -> None:
    await committer.commit(Unit([Insert("things", thing("a"))], [changed()], Mark("m")))
    assert await mongo.collection("things").get("a")
    assert await mongo.collection("inbox").get("m")
    kept = await mongo.collection("outbox").find({})
    assert [doc["_id"] for doc in kept] == [row.id for row in relay.rows]
    assert b'"type":"vinculo.assignment.group.changed.v1"' in relay.rows[0].body


async def test_units_of_one_moment_share_commits_and_messages(committer: Committer, relay: Recorded) -> None:
    units = [Unit([Insert("things", thing(str(n)))], [changed(version=n)]) for n in range(100)]
    await asyncio.gather(*(committer.commit(unit) for unit in units))
    assert len(relay.rows) < 10
    assert sum(row.body.count(b'"specversion"') for row in relay.rows) == 100


async def test_one_bad_unit_fails_alone(committer: Committer, mongo: Mongo) -> None:
    await committer.commit(Unit([Insert("things", thing("old", version=7))]))
    results = await asyncio.gather(
        *(committer.commit(Unit([Insert("things", thing(f"n{n}"))], [changed(version=n)])) for n in range(20)),
        committer.commit(Unit([Replace("things", thing("old", version=8), 6)])),
        committer.commit(Unit([Insert("things", thing("old"))])),
        return_exceptions=True,
    )
    assert all(isinstance(result, Unit) for result in results[:20])
    assert isinstance(results[20], VersionConflict)
    assert isinstance(results[21], AlreadyExists)
    assert await mongo.collection("things").count({}) == 21
    assert await mongo.collection("outbox").count({}) >= 1


async def test_a_failed_unit_leaves_nothing_behind(committer: Committer, mongo: Mongo) -> None:
    with pytest.raises(VersionConflict):
        await committer.commit(
            Unit([Insert("things", thing("a")), Replace("things", thing("ghost", 2), 1)], [changed()], Mark("m"))
        )
    for name in ("things", "inbox", "outbox"):
        assert await mongo.collection(name).count({}) == 0


async def test_nobody_is_refused_for_a_version_that_only_another_refused_unit_spoke_of(
    committer: Committer, mongo: Mongo
) -> None:
    await committer.commit(Unit([Insert("things", thing("a")), Insert("things", thing("b", version=2))]))
    results = await asyncio.gather(
        committer.commit(Unit([Replace("things", thing("a", 2), 1)])),
        committer.commit(Unit([Replace("things", thing("a", 2), 1), Amend("things", "b", 1, {"by": "mistake"})])),
        committer.commit(Numbered("n", lambda n: Unit([Amend("things", "b", 2, {"n": n})]))),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Unit, VersionConflict, Unit]
    assert await mongo.collection("things").get("b") == thing("b", version=3, n=1)


async def test_a_key_that_a_stale_unit_would_have_given_up_is_no_reason_to_refuse_another(
    committer: Committer, mongo: Mongo
) -> None:
    await committer.commit(Unit([Insert("things", thing("a", 5)), Insert("things", thing("b"))]))
    results = await asyncio.gather(
        committer.commit(Unit([Replace("things", {**thing("a", 4), "code": "b"}, 3)])),
        committer.commit(Unit([Replace("things", {**thing("b", 2), "code": "c"}, 1)])),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [VersionConflict, Unit]
    assert await mongo.collection("things").get("b") == {**thing("b", 2), "code": "c"}


async def test_a_taken_unique_key_is_named(committer: Committer) -> None:
    await committer.commit(Unit([Insert("things", thing("a"))]))
    with pytest.raises(AlreadyExists) as caught:
        await committer.commit(Unit([Insert("things", {**thing("b"), "code": "a"})]))
    assert caught.value.keys == {"code": "a"}


async def test_of_two_that_want_one_key_at_once_the_refused_one_finds_the_other_stored(
    committer: Committer, mongo: Mongo
) -> None:
    async def claim(identifier: str) -> str:
        try:
            await committer.commit(Unit([Insert("things", {**thing(identifier), "code": "one"})]))
        except AlreadyExists:
            (holder,) = await mongo.collection("things").find({"code": "one"})
            return str(holder["_id"])
        return identifier

    told = await asyncio.gather(*(claim(f"n{n}") for n in range(8)))
    assert len(set(told)) == 1


async def test_the_same_mark_twenty_times_at_once_has_one_effect(committer: Committer, mongo: Mongo) -> None:
    results = await asyncio.gather(
        *(
            committer.commit(Unit([Insert("things", thing(str(n)))], [], Mark("same", "digest", {"id": str(n)})))
            for n in range(20)
        ),
        return_exceptions=True,
    )
    done = [result for result in results if isinstance(result, AlreadyDone)]
    assert len(done) == 19
    assert await mongo.collection("things").count({}) == 1
    winner = (await mongo.collection("things").find({}))[0]["_id"]
    assert {str(error.mark.result) for error in done} == {str({"id": winner})}


async def test_a_numbered_request_twenty_times_at_once_takes_one_number(committer: Committer, mongo: Mongo) -> None:
    def request(identifier: str) -> Numbered:
        return Numbered("order-2026", lambda n: Unit([Insert("things", thing(identifier, number=n))], [], Mark("one")))

    results = await asyncio.gather(*(committer.commit(request(str(i))) for i in range(20)), return_exceptions=True)
    assert sum(isinstance(result, AlreadyDone) for result in results) == 19
    following = await committer.commit(Numbered("order-2026", lambda n: Unit([Insert("things", thing("x", number=n))])))
    assert [write.doc["number"] for write in following.writes if isinstance(write, Insert)] == [2]
    assert await mongo.collection("things").count({}) == 2


async def test_two_committers_with_one_mark_have_one_effect(mongo: Mongo, relay: Recorded) -> None:
    replicas = [Committer(mongo, relay, SystemClock(), "/test") for _ in range(4)]
    await replicas[0].prepare()
    results = await asyncio.gather(
        *(
            replica.commit(Unit([Insert("things", thing(new_id()))], [], Mark(f"m{n}")))
            for replica in replicas
            for n in range(10)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(result, AlreadyDone) for result in results) == 30
    assert await mongo.collection("things").count({}) == 10


async def test_changes_of_one_document_may_follow_each_other_in_one_commit(committer: Committer, mongo: Mongo) -> None:
    await committer.commit(Unit([Insert("things", thing("wheel"))]))
    await asyncio.gather(*(committer.commit(Unit([Replace("things", thing("wheel", n + 1), n)])) for n in range(1, 30)))
    doc = await mongo.collection("things").get("wheel")
    assert doc is not None
    assert doc["version"] == 30


async def test_amended_fields_leave_the_others_as_they_are(committer: Committer, mongo: Mongo) -> None:
    await committer.commit(Unit([Insert("things", thing("a", colour="red", size=1))]))
    await committer.commit(Unit([Amend("things", "a", 1, {"size": 2})]))
    assert await mongo.collection("things").get("a") == thing("a", 2, colour="red", size=2)
    with pytest.raises(VersionConflict):
        await committer.commit(Unit([Amend("things", "a", 1, {"size": 3})]))


async def test_a_requirement_that_no_longer_holds_refuses_the_unit(committer: Committer, mongo: Mongo) -> None:
    await committer.commit(Unit([Insert("things", thing("boss", 3))]))
    await committer.commit(Unit([Insert("things", thing("a")), Require("things", "boss", 3)]))
    with pytest.raises(VersionConflict):
        await committer.commit(Unit([Insert("things", thing("b")), Require("things", "boss", 2)]))
    assert await mongo.collection("things").count({}) == 2


async def test_a_document_is_deleted_at_its_version_only(committer: Committer, mongo: Mongo) -> None:
    await committer.commit(Unit([Insert("things", thing("a", 2))]))
    with pytest.raises(VersionConflict):
        await committer.commit(Unit([Delete("things", "a", 1)]))
    await committer.commit(Unit([Delete("things", "a", 2)]))
    assert await mongo.collection("things").count({}) == 0


async def test_numbers_have_no_gaps_though_units_fail_and_replicas_compete(mongo: Mongo, relay: Recorded) -> None:
    replicas = [Committer(mongo, relay, SystemClock(), "/test") for _ in range(3)]
    await replicas[0].prepare()
    await replicas[0].commit(Unit([Insert("things", thing("taken"))]))

    def numbered(identifier: str) -> Numbered:
        return Numbered("order-2026", lambda n: Unit([Insert("things", thing(identifier, number=n))]))

    results = await asyncio.gather(
        *(replica.commit(numbered("taken" if n % 5 == 0 else new_id())) for replica in replicas for n in range(20)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, AlreadyExists) for result in results) == 12
    docs = await mongo.collection("things").find({"number": {"$exists": True}})
    assert sorted(doc["number"] for doc in docs) == list(range(1, 49))


async def test_reads_of_one_moment_travel_together_and_each_gets_his_own(mongo: Mongo, committer: Committer) -> None:
    await asyncio.gather(*(committer.commit(Unit([Insert("things", thing(str(n)))])) for n in range(50)))
    things = mongo.collection("things")
    found = await asyncio.gather(*(things.get(str(n)) for n in [*range(50), 999]))
    assert [doc and doc["_id"] for doc in found] == [*map(str, range(50)), None]


async def test_a_dead_database_is_told_within_the_time_out(driver: Any, relay: Recorded) -> None:
    dead = Mongo.connect(
        "mongodb://127.0.0.1:9/?replicaSet=rs0&timeoutMS=300&serverSelectionTimeoutMS=300", "x", driver
    )
    committer = Committer(dead, relay, SystemClock(), "/test")
    with pytest.raises(Unavailable):
        await asyncio.wait_for(committer.commit(Unit([Insert("things", thing("a"))])), 5)
    with pytest.raises(Unavailable):
        await asyncio.wait_for(dead.collection("things").get("a"), 5)
    await dead.close()
