"""Who gets in: tokens that hold, members that are active, permissions that are current."""

import asyncio
import time

import pytest
from tests.integration.chassis.things import Things, status
from tests.support.databases import NoRelay
from tests.support.waiting import eventually

from chassis.access import Directory, Member
from chassis.clock import SystemClock
from chassis.commit import Committer
from chassis.errors import VersionConflict
from chassis.ids import new_id
from chassis.inbox import Mark
from chassis.mongo import Mongo

SOON = 2.0
"""Seconds within which a change of access has to hold everywhere."""


@pytest.mark.req("M1")
async def test_a_deactivated_member_is_out_within_two_seconds_though_his_token_is_good(things: Things) -> None:
    ana = things.signed_in("ana")
    assert await status(things, ana) == 200
    await things.member("ana", version=2, active=False)

    async def out() -> bool:
        return await status(things, ana) == 403

    await eventually(out, timeout=SOON)


@pytest.mark.req("M2")
async def test_a_reactivated_member_is_back_within_two_seconds(things: Things) -> None:
    await things.member("bob", active=False)
    bob = things.signed_in("bob")
    assert await status(things, bob) == 403
    await things.member("bob", version=2)

    async def back() -> bool:
        return await status(things, bob) == 200

    await eventually(back, timeout=SOON)


@pytest.mark.req("NX-15")
async def test_changed_permissions_of_a_group_hold_within_a_second(things: Things) -> None:
    ana = things.signed_in("ana")

    async def may_write() -> bool:
        return (await things.client.post("/v1/things", json={"name": "x"}, headers=ana)).status_code == 201

    assert await may_write()
    # The worst moment for a cache: everything but the permissions has just been read again.
    await asyncio.sleep(0.7)
    things.directory._principals.clear()
    assert await may_write()
    started = time.monotonic()
    await things.directory.apply_group("Sellers", 2, {"things.read": "own"}, Mark(new_id()))

    async def may_not() -> bool:
        return not await may_write()

    await eventually(may_not, timeout=SOON)
    assert time.monotonic() - started < 1.1


async def test_an_old_version_of_a_member_or_group_changes_nothing(things: Things) -> None:
    await things.member("ana", version=5, active=False)
    await things.member("ana", version=4, active=True)
    await things.directory.apply_group("Sellers", 7, {}, Mark(new_id()))
    await things.directory.apply_group("Sellers", 6, {"things.write": True}, Mark(new_id()))
    kept = await things.mongo.collection("members").get("ana")
    group = await things.mongo.collection("groups_replica").get("Sellers")
    assert kept is not None
    assert group is not None
    assert (kept["version"], kept["active"]) == (5, False)
    assert group["permissions"] == {}


async def test_two_replicas_that_hear_of_one_member_at_once_keep_the_newer(things: Things, mongo: Mongo) -> None:
    replicas = [Directory(mongo, Committer(mongo, NoRelay(), SystemClock(), "/test")) for _ in range(4)]

    async def hears(directory: Directory, version: int) -> None:
        member = Member("new", version, "New", "new@example.com", ("Sellers",), version == 4, "en")
        while True:
            try:
                await directory.apply_member(member, Mark(f"event:{version}"))
                return
            except VersionConflict:
                continue

    await asyncio.gather(*(hears(directory, version) for version, directory in enumerate(replicas, 1)))
    kept = await mongo.collection("members").get("new")
    assert kept is not None
    assert (kept["version"], kept["active"]) == (4, True)


async def test_an_address_is_the_same_in_any_case(things: Things) -> None:
    token = things.issuer.token("ANA@Example.COM")
    assert await status(things, {"Authorization": f"Bearer {token}"}) == 200


async def test_a_member_whose_news_is_still_on_its_way_is_waited_for(things: Things) -> None:
    asking = asyncio.create_task(status(things, things.signed_in("late")))
    await asyncio.sleep(0.3)
    await things.member("late")
    assert await asking == 200
