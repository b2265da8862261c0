"""One suite for the adapters behind the ports: in memory, and on a real MongoDB with both drivers. What use cases rely
on must be the same everywhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.fakes.fieldops import assembled
from tests.support.databases import Database
from tests.unit.fieldops.known import customer, visit

from chassis.access import Reach, Scope
from chassis.commit import AlreadyExists, Unit
from fieldops.domain.handover import Handover
from fieldops.ports import Deps, VisitQuery

ALL, NOTHING = Scope.everything(), Scope(Reach.NONE)


@pytest.fixture
async def deps(each_database: Database) -> Deps:
    """The ports on each adapter."""
    return await assembled(each_database.mongo, each_database.commits, each_database.clock)


async def found(deps: Deps, query: VisitQuery, scope: Scope = ALL, limit: int = 10) -> list[str]:
    return [each.id for each in await deps.visits.find(query, scope, limit)]


async def test_visits_are_found_latest_first_within_the_scope(deps: Deps) -> None:
    day = timedelta(days=1)
    visits = [visit(n, deps.clock.now() + n // 2 * day, rep_id="ana" if n % 2 else "ben") for n in range(6)]
    await deps.committer.commit(Unit([deps.visits.insert(each) for each in visits]))
    assert await found(deps, VisitQuery()) == ["v5", "v4", "v3", "v2", "v1", "v0"]
    assert await found(deps, VisitQuery(), Scope(Reach.OWN, "ana")) == ["v5", "v3", "v1"]
    assert await found(deps, VisitQuery(), NOTHING) == []
    assert await found(deps, VisitQuery(after=(visits[3].started_at, "v3")), limit=2) == ["v2", "v1"]
    period = VisitQuery(since=visits[2].started_at, until=visits[4].started_at, rep_id="ben")
    assert await found(deps, period) == ["v2"]
    assert await deps.visits.get("v1", ALL) == visits[1]
    assert await deps.visits.get("v1", Scope(Reach.OWN, "ben")) is None
    with pytest.raises(AlreadyExists):
        await deps.committer.commit(Unit([deps.visits.insert(visits[1])]))


async def test_visits_go_along_with_a_card_and_come_back_with_it_however_often_it_is_told(deps: Deps) -> None:
    now = deps.clock.now()
    made = [visit(1, now, customer_id="a"), visit(2, now, customer_id="b"), visit(3, now, customer_id="c")]
    await deps.committer.commit(Unit([deps.visits.insert(each) for each in made]))
    for _ in range(2):
        await deps.visits.move_along("a", "b")
    for _ in range(2):
        await deps.visits.move_along("b", "c")
    assert await found(deps, VisitQuery(customer_id="c")) == ["v3", "v2", "v1"]
    for _ in range(2):
        await deps.visits.give_back("c", "b")
    assert await found(deps, VisitQuery(customer_id="b")) == ["v2", "v1"]
    await deps.visits.give_back("b", "a")
    assert [await found(deps, VisitQuery(customer_id=each)) for each in "abc"] == [["v1"], ["v2"], ["v3"]]


async def test_notes_of_whoever_is_forgotten_go_once(deps: Deps) -> None:
    now = deps.clock.now()
    await deps.committer.commit(
        Unit([deps.visits.insert(visit(1, now)), deps.visits.insert(visit(2, now, customer_id="b"))])
    )
    for _ in range(2):
        await deps.visits.forget("a")
    gone, other = [await deps.visits.get(each, ALL) for each in ("v1", "v2")]
    assert gone is not None
    assert other is not None
    assert (gone.version, gone.note_1, gone.note_2) == (2, None, None)
    assert (other.version, other.note_1) == (1, "one")


async def test_customers_are_listed_by_name_without_those_that_are_merged_or_forgotten(deps: Deps) -> None:
    known = [
        customer("a", name="berta"),
        customer("b", name="Ana", owner_id="ana"),
        customer("c", name="Carl", merged_into="a"),
        customer("d", name="", erased=True),
        customer("e", name="Ana"),
    ]
    await deps.committer.commit(Unit([deps.customers.insert(each) for each in known]))
    assert [each.id for each in await deps.customers.find(None, ALL, 10)] == ["b", "e", "a"]
    assert [each.id for each in await deps.customers.find(("ana", "b"), ALL, 1)] == ["e"]
    assert [each.id for each in await deps.customers.find(None, Scope(Reach.OWN, "ana"), 10)] == ["b"]
    standing = await deps.customers.get("c", ALL)
    assert standing is not None
    assert standing.id == "a"
    assert await deps.customers.get("d", ALL) is None
    assert await deps.customers.get("a", Scope(Reach.OWN, "ana")) is None
    assert await deps.customers.card("c") == known[2]


async def test_of_a_ring_of_merged_cards_nobody_is_left(deps: Deps) -> None:
    ring = [customer("a", merged_into="b"), customer("b", merged_into="a")]
    await deps.committer.commit(Unit([deps.customers.insert(each) for each in ring]))
    assert await deps.customers.get("a", ALL) is None


async def test_news_are_kept_unless_what_is_kept_is_as_new(deps: Deps) -> None:
    first, second = customer("a"), replace(customer("a"), version=5, name="Another")
    for known, new, is_news in (
        (first, True, True),
        (second, False, True),
        (second, True, False),
        (first, False, False),
    ):
        assert await deps.customers.keep(known, new=new) is is_news
    assert await deps.customers.card("a") == second
    assert await deps.customers.keep(customer("b"), new=False)
    assert await deps.customers.card("b") == customer("b")


async def test_what_was_over_after_a_time_is_remembered_once_for_each_card(deps: Deps) -> None:
    now, hour = deps.clock.now(), timedelta(hours=1)
    ended = [Handover("a", 2, "ana", now - hour), Handover("a", 3, None, now), Handover("b", 9, "ben", now + hour)]
    for each in (*ended, *ended):
        await deps.handovers.remember(each)
    assert await deps.handovers.after(now - hour, ["a"]) == [ended[1]]
    assert sorted(await deps.handovers.after(now - 2 * hour, ["a", "b"]), key=lambda each: each.until) == ended
    assert await deps.handovers.after(now - 2 * hour, []) == []


async def test_the_cards_that_stand_for_a_customer_end_with_the_one_that_stands_for_itself(deps: Deps) -> None:
    known = [customer("a", merged_into="b"), customer("b", merged_into="c"), customer("c", owner_id="ana")]
    await deps.committer.commit(Unit([deps.customers.insert(each) for each in known]))
    assert await deps.customers.cards("a") == known
    assert await deps.customers.cards("c") == known[2:]
    await deps.committer.commit(Unit([deps.customers.insert(customer("d", merged_into="nobody"))]))
    assert await deps.customers.cards("d") == []
