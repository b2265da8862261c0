"""One suite for the adapters behind the ports: in memory, and on a real MongoDB with both drivers. What use cases rely
on must be the same everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.clock import HandClock
from tests.fakes.notify import assembled
from tests.fakes.staff import Company
from tests.support.databases import Database
from tests.unit.notify.letters import letter, mail, order

from chassis.access import Scope
from chassis.commit import AlreadyExists, Unit
from chassis.errors import VersionConflict
from notify.domain.absence import Absence, CoveredOrder
from notify.domain.mail import Mail, State, held, in_digest
from notify.domain.preferences import Kind, Preferences, Timing
from notify.domain.templates import Template
from notify.ports import Deps, Search

ALL = Scope.everything()


@pytest.fixture
def clock(each_database: Database) -> HandClock:
    return each_database.clock


@pytest.fixture
async def deps(each_database: Database) -> Deps:
    """The ports on each adapter."""
    return await assembled(each_database.mongo, each_database.commits, each_database.clock, Company())


def written(number: int, clock: HandClock, **fields: object) -> Mail:
    at = clock.now()
    record = mail(letter(Template.ORDER), id=f"m{number}", recipient_id="ana", created_at=at, updated_at=at)
    return replace(record, queued_at=at, due_at=at, **fields)  # type: ignore[arg-type]


async def test_a_mail_is_recorded_once_and_comes_back_as_it_was(deps: Deps, clock: HandClock) -> None:
    mails, first = deps.archive.mails, written(1, clock)
    assert [await mails.record(first), await mails.record(replace(first, subject="Another"))] == [True, False]
    assert await mails.get("m1", ALL) == first
    assert await mails.get("m2", ALL) is None
    with pytest.raises(AlreadyExists):
        await deps.commits.commit(Unit([mails.recorded(first)]))


async def test_a_mail_is_changed_at_the_version_that_was_seen_alone(deps: Deps, clock: HandClock) -> None:
    mails, first = deps.archive.mails, written(1, clock)
    await mails.record(first)
    second = replace(first, version=2, attempts=1, reason="busy")
    assert [await mails.settle(second), await mails.settle(second)] == [True, False]
    third = replace(second, version=3, state=State.SENT, sent_at=clock.now())
    await deps.commits.commit(Unit([mails.changed(third)]))
    with pytest.raises(VersionConflict):
        await deps.commits.commit(Unit([mails.changed(third)]))
    assert await mails.get("m1", ALL) == third


async def test_what_is_held_is_told_once_it_is_time_the_oldest_first(deps: Deps, clock: HandClock) -> None:
    mails, hour = deps.archive.mails, timedelta(hours=1)
    for number, wait in ((3, hour), (1, hour), (2, 2 * hour)):
        await mails.record(held(written(number, clock), clock.now() + wait))
    await mails.record(written(4, clock))
    assert await mails.readers_of_digests(clock.now()) == []
    clock.forward(hour)
    assert await mails.readers_of_digests(clock.now()) == ["ana"]
    due = await mails.held_for("ana", clock.now(), 10)
    assert [each.id for each in due] == ["m1", "m3"]
    assert len(await mails.held_for("ana", clock.now(), 1)) == 1

    await deps.commits.commit(Unit([mails.digested(in_digest(each, "digest", clock.now())) for each in due]))
    assert await mails.held_for("ana", clock.now(), 10) == []
    assert [(each.id, each.state) for each in await mails.of_digest("digest")] == [
        ("m1", State.DIGESTED),
        ("m3", State.DIGESTED),
    ]


async def test_mails_are_found_newest_first_page_by_page(deps: Deps, clock: HandClock) -> None:
    mails = deps.archive.mails
    for number in range(1, 5):
        await mails.record(written(number, clock, recipient_id="ana" if number != 2 else "ben"))
    assert [each.id for each in await mails.search(Search(recipient="ana", limit=2), ALL)] == ["m4", "m3"]
    assert [each.id for each in await mails.search(Search(recipient="ana", before="m3"), ALL)] == ["m1"]
    assert [each.id for each in await mails.walk(ALL, "m1", 2)] == ["m2", "m3"]
    assert await mails.search(Search(state=State.SENT), ALL) == []


async def test_a_replica_keeps_the_newest_state(deps: Deps, clock: HandClock) -> None:
    absences, away = deps.archive.absences, Absence("a1", 2, "ana", clock.now(), clock.now() + timedelta(days=1))
    assert await absences.keep(away)
    assert not await absences.keep(replace(away, version=1, cancelled=True))
    assert not await absences.keep(away)
    assert await absences.keep(replace(away, version=3, cancelled=True))
    assert [(each.version, each.cancelled) for each in await absences.of("ana")] == [(3, True)]
    orders = deps.archive.orders
    assert await orders.keep(order(version=2), new=False)
    assert not await orders.keep(order(version=1), new=True)
    kept = await orders.get("order-1")
    assert kept is not None
    assert kept.version == 2


async def test_covered_orders_wait_until_their_digest_is_written(deps: Deps, clock: HandClock) -> None:
    covered = deps.archive.covered
    for number in (2, 1):
        one = CoveredOrder(f"c{number}", "ana", f"o{number}", "ben", None, clock.now())
        await covered.note(one)
        await covered.note(replace(one, manager_id="somebody"))
    assert await covered.people_waited_for() == ["ana"]
    waiting = await covered.waiting_for("ana", 10)
    assert [(each.id, each.manager_id) for each in waiting] == [("c1", "ben"), ("c2", "ben")]
    assert await covered.last_digest("ana") is None

    told = [replace(each, version=2, digest_id="c1", digest_at=clock.now(), mailed=True) for each in waiting]
    await deps.commits.commit(Unit([covered.changed(each) for each in told]))
    assert [await covered.people_waited_for(), await covered.waiting_for("ana", 10)] == [[], []]
    assert await covered.of_digest("c1") == told
    assert await covered.last_digest("ana") == clock.now()


async def test_choices_are_made_once_at_each_version(deps: Deps, clock: HandClock) -> None:
    preferences = deps.archive.preferences
    assert await preferences.get("ana") == Preferences("ana")
    chosen = Preferences("ana").chosen({Kind.TRANSFERS: Timing.DAILY}, 7, clock.now())
    await deps.commits.commit(Unit([preferences.changed(chosen)]))
    assert await preferences.get("ana") == chosen
    with pytest.raises(AlreadyExists):
        await deps.commits.commit(Unit([preferences.changed(chosen)]))
    other = chosen.chosen({}, 8, clock.now())
    await deps.commits.commit(Unit([preferences.changed(other)]))
    assert await preferences.get("ana") == other
