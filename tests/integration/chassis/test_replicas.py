"""Documents that are written outside of units, together with those of the same moment, on both drivers."""

import asyncio
from typing import Any

import pytest

from chassis.mongo import Mongo


def at(version: int, identifier: str = "one") -> dict[str, Any]:
    return {"_id": identifier, "version": version, "says": f"version {version}"}


async def test_of_the_same_document_asked_for_at_once_one_is_new(mongo: Mongo) -> None:
    replicas = mongo.collection("replicas")

    news = await asyncio.gather(*(replicas.add(at(1, identifier)) for identifier in "abcaab"))

    assert sorted(news) == [False, False, False, True, True, True]
    assert not await replicas.add(at(2, "a"))
    assert await replicas.get("a") == at(1, "a")


async def test_one_that_cannot_be_written_fails_alone(mongo: Mongo) -> None:
    replicas = mongo.collection("replicas")

    good, bad = await asyncio.gather(
        replicas.add(at(1)), replicas.add({"_id": "bad", "version": 1, "says": object()}), return_exceptions=True
    )

    assert good is True
    assert isinstance(bad, Exception)
    assert await replicas.get("one") == at(1)


@pytest.mark.parametrize("new", [True, False])
async def test_a_replica_never_goes_back_and_says_what_was_news(mongo: Mongo, new: bool) -> None:
    replicas = mongo.collection("replicas")

    assert await replicas.keep(at(2), new=new)
    assert not await replicas.keep(at(2), new=new)
    assert not await replicas.keep(at(1), new=new)
    assert await replicas.keep(at(3), new=new)
    assert await replicas.get("one") == at(3)


@pytest.mark.parametrize("new", [True, False])
async def test_versions_that_come_at_once_in_any_order_leave_the_last(mongo: Mongo, new: bool) -> None:
    replicas = mongo.collection("replicas")

    await asyncio.gather(
        *(replicas.keep(at(version, identifier), new=new) for version in (3, 1, 5, 2, 4) for identifier in "ab")
    )

    assert [await replicas.get(identifier) for identifier in "ab"] == [at(5, "a"), at(5, "b")]


async def test_some_fields_are_changed_at_the_version_that_was_seen_and_at_no_other(mongo: Mongo) -> None:
    replicas = mongo.collection("replicas")
    await replicas.add({**at(1), "also": None})

    assert await replicas.amend("one", 1, {"says": "changed"})
    assert not await replicas.amend("one", 1, {"says": "too late"})
    assert not await replicas.amend("nobody", 1, {"says": "into the void"})
    assert await replicas.get("one") == {"_id": "one", "version": 2, "says": "changed", "also": None}


async def test_of_changes_at_once_each_is_told_whether_it_was_made(mongo: Mongo) -> None:
    replicas = mongo.collection("replicas")
    for identifier in "ab":
        await replicas.add(at(1, identifier))

    made = await asyncio.gather(
        replicas.amend("a", 1, {"says": "first"}),
        *(replicas.amend(each, 1, {"says": f"{each} {n}"}) for each in "abc" for n in (2, 3)),
    )

    assert made[0] is True
    assert sum(made[1:3]) == 0
    assert sum(made[3:5]) == 1
    assert sum(made[5:]) == 0
    kept = {doc["_id"]: doc for doc in await replicas.find({})}
    assert (kept["a"]["says"], kept["b"]["says"]) == ("first", f"b {2 if made[3] else 3}")
    assert {doc["version"] for doc in kept.values()} == {2}
