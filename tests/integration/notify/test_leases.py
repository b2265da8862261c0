"""Who has a mail in hand, by the server's clock, and what happens if two believe it is theirs."""

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.fakes.notify import assembled
from tests.fakes.staff import Company
from tests.support.databases import NoRelay
from tests.unit.notify.letters import letter, mail

from chassis.access import Scope
from chassis.clock import SystemClock
from chassis.commit import Committer, Unit
from chassis.errors import VersionConflict
from chassis.mongo import Mongo
from notify.domain.mail import LEASE, Mail, Outcome, Result, State
from notify.domain.templates import Template
from notify.ports import Deps, Mails, Message
from notify.usecases.settle_mail import settle_mail

_DAY = timedelta(days=1)


class _NoPost:
    async def send(self, to: str, message: Message) -> Outcome:
        raise AssertionError("nothing is sent here")


@dataclass
class Desk:
    """The store and what settles mails on it."""

    mails: Mails
    deps: Deps

    async def record(self, **changes: object) -> Mail:
        """A mail that is in hand since now, but for the changes."""
        now = SystemClock().now()
        record = mail(letter(Template.ORDER), created_at=now, updated_at=now, queued_at=now, due_at=now + LEASE)
        record = replace(record, **changes)  # type: ignore[arg-type]
        assert await self.mails.record(record)
        return record

    async def now_is(self, identifier: str) -> Mail:
        """The mail as it is stored."""
        found = await self.mails.get(identifier, Scope.everything())
        assert found is not None
        return found


@pytest.fixture
async def desk(mongo: Mongo) -> Desk:
    clock = SystemClock()
    committer = Committer(mongo, NoRelay(), clock, source="/vinculo/test")
    await committer.prepare()
    deps = await assembled(mongo, committer, clock, Company())
    return Desk(deps.archive.mails, replace(deps, post=_NoPost()))


async def test_what_is_in_hand_is_left_alone_until_its_lease_has_run_out(desk: Desk) -> None:
    fresh = await desk.record()
    old = await desk.record(id="mail-2", due_at=SystemClock().now() - timedelta(seconds=1))

    ((taken, abandoned),) = await desk.mails.take_over(10)

    assert (taken.id, abandoned, taken.doubtful, taken.attempts, taken.version) == (old.id, True, True, 1, 2)
    assert not (await desk.now_is(fresh.id)).doubtful
    assert await desk.mails.take_over(10) == []


async def test_what_nobody_had_in_hand_is_no_doubt(desk: Desk) -> None:
    await desk.record(in_hand=False, due_at=SystemClock().now())

    ((taken, abandoned),) = await desk.mails.take_over(10)

    assert (abandoned, taken.doubtful, taken.attempts, taken.in_hand) == (False, False, 0, True)


async def test_a_renewed_lease_keeps_others_away(desk: Desk) -> None:
    ours = await desk.record(due_at=SystemClock().now() - timedelta(seconds=1))

    await desk.mails.keep_in_hand([ours])

    assert await desk.mails.take_over(10) == []


async def test_what_somebody_else_has_taken_over_is_not_renewed(desk: Desk) -> None:
    ours = await desk.record(due_at=SystemClock().now() - timedelta(seconds=1))
    ((theirs, _),) = await desk.mails.take_over(10)

    await desk.mails.keep_in_hand([ours])

    assert (await desk.now_is(ours.id)).version == theirs.version


async def test_a_released_mail_is_due_at_once_and_without_doubt(desk: Desk) -> None:
    ours = await desk.record()

    await desk.mails.release([ours])

    ((taken, abandoned),) = await desk.mails.take_over(10)
    assert (taken.id, abandoned, taken.doubtful) == (ours.id, False, False)


async def test_only_so_many_are_taken_over_the_longest_due_first(desk: Desk) -> None:
    now = SystemClock().now()
    for number in (1, 3, 2):
        await desk.record(id=f"mail-{number}", in_hand=False, due_at=now - number * _DAY)

    assert {taken.id for taken, _ in await desk.mails.take_over(2)} == {"mail-3", "mail-2"}


async def test_a_success_counts_although_somebody_else_took_the_mail_over(desk: Desk) -> None:
    ours = await desk.record(due_at=SystemClock().now() - timedelta(seconds=1))
    ((theirs, _),) = await desk.mails.take_over(10)

    settled = await settle_mail(desk.deps, ours, Outcome(Result.ACCEPTED))
    late = await settle_mail(desk.deps, theirs, Outcome(Result.ACCEPTED))

    assert settled is not None
    assert (settled.state, settled.doubtful) == (State.SENT, True)
    assert late is None
    assert (await desk.now_is(ours.id)).version == settled.version


async def test_a_failure_does_not_take_the_mail_from_whoever_has_it_now(desk: Desk) -> None:
    ours = await desk.record(due_at=SystemClock().now() - timedelta(seconds=1))
    ((theirs, _),) = await desk.mails.take_over(10)

    assert await settle_mail(desk.deps, ours, Outcome(Result.DEFERRED, "451 later")) is None
    assert await desk.now_is(ours.id) == theirs


async def test_a_mail_cannot_be_recorded_over_a_newer_one(desk: Desk) -> None:
    ours = await desk.record()
    await settle_mail(desk.deps, ours, Outcome(Result.ACCEPTED))

    with pytest.raises(VersionConflict):
        await desk.deps.commits.commit(Unit([desk.mails.changed(replace(ours, version=2))]))
