"""One suite for the adapters behind the ports: in memory, and on a real MongoDB with both drivers. What use cases rely
on must be the same everywhere."""

from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.customers import assembled
from tests.fakes.staff import Company
from tests.support.databases import Database
from tests.unit.customers.cards import card, note

from chassis.access import Reach, Scope
from chassis.commit import AlreadyExists, Unit, Write
from chassis.errors import VersionConflict
from customers.domain.card import Card
from customers.domain.listing import Query, Sort
from customers.domain.merging import merged
from customers.domain.note import Preview
from customers.domain.resemblance import keys
from customers.domain.search import asked
from customers.ports import Deps, Holder

ALL, NOTHING = Scope.everything(), Scope(Reach.NONE)
ANA = Scope(Reach.OWN, "ana")


@pytest.fixture
async def deps(each_database: Database) -> Deps:
    """The ports on each adapter."""
    return await assembled(each_database.mongo, each_database.commits, each_database.clock, Company())


async def kept(deps: Deps, number: int, **fields: Any) -> Card:
    made = card(number, deps.clock.now(), **fields)
    await deps.committer.commit(Unit([deps.cards.insert(made)]))
    return made


async def found(deps: Deps, query: Query, scope: Scope = ALL, limit: int = 10) -> list[str]:
    return [each.card.id for each in await deps.cards.find(query, scope, limit)]


async def paged(deps: Deps, query: Query, scope: Scope = ALL) -> list[str]:
    """All, two at a time."""
    ids: list[str] = []
    while page := await deps.cards.find(query, scope, 2):
        ids += [each.card.id for each in page]
        query = replace(query, after=page[-1].at)
    return ids


async def test_a_card_comes_back_as_it_was_kept_within_the_scope(deps: Deps) -> None:
    made = await kept(deps, 1, manager_id="ana", phone="600 123 456", discount_percent=0, external_id="X1")
    assert await deps.cards.get("c1", ALL) == made
    assert await deps.cards.get("c1", ANA) == made
    assert [await deps.cards.get(*each) for each in (("c1", NOTHING), ("c2", ALL))] == [None, None]
    assert await deps.cards.get("c1", Scope(Reach.OWN, "ben")) is None
    with pytest.raises(AlreadyExists):
        await deps.committer.commit(Unit([deps.cards.insert(made)]))


async def test_a_card_is_written_at_the_revision_that_was_seen_alone(deps: Deps) -> None:
    first = await kept(deps, 1)
    second = replace(first, revision=2, version=2, manager_id="ana")
    await deps.committer.commit(Unit([deps.cards.replace(second, first)]))
    latest = Preview.of(note(1, deps.clock.now()))
    late: list[Write] = [deps.cards.replace(second, first), deps.cards.delete(first)]
    for write in (*late, deps.cards.noted(first, first), deps.cards.noted(first.noted(latest), first)):
        with pytest.raises(VersionConflict):
            await deps.committer.commit(Unit([write]))
    third = second.noted(latest)
    await deps.committer.commit(Unit([deps.cards.noted(third, second)]))
    await deps.committer.commit(Unit([deps.cards.noted(third, third)]))
    assert await deps.cards.get("c1", ALL) == third
    await deps.committer.commit(Unit([deps.cards.delete(third)]))
    assert await deps.cards.get("c1", ALL) is None


async def test_an_external_id_is_of_one_card_whether_its_own_or_that_of_a_card_it_stands_for(deps: Deps) -> None:
    first = await kept(deps, 1, external_id="X1", known_as=("X2",))
    await kept(deps, 2)
    await kept(deps, 3)
    for taken in ("X1", "X2"):
        assert await deps.cards.holder(taken, ALL) == Holder("c1")
        assert await deps.cards.holder(taken, ANA) == Holder(None)
        with pytest.raises(AlreadyExists) as refused:
            await kept(deps, 4, external_id=taken)
        assert refused.value.keys == {"external_ids": taken}
        assert await found(deps, Query(external_id=taken, sort="created_at")) == ["c1"]
    assert await deps.cards.holder("X3", ALL) is None
    # What gives it up comes before what takes it, in one unit.
    free = replace(first, revision=2, known_as=())
    other = card(4, deps.clock.now(), external_id="X2")
    await deps.committer.commit(Unit([deps.cards.insert(other), deps.cards.replace(free, first)]))
    assert await found(deps, Query(external_id="X2", sort="created_at")) == ["c4"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("section", ["c4", "c2", "c3", "c1"]),
        ("name", ["c2", "c3", "c4", "c1"]),
        ("temperature", ["c1", "c2", "c3", "c4"]),
        ("created_at", ["c1", "c2", "c3", "c4"]),
        ("updated_at", ["c1", "c2", "c3", "c4"]),
    ],
)
async def test_lists_have_their_order_page_by_page(deps: Deps, sort: Sort, order: list[str]) -> None:
    await kept(deps, 1, name="Zoé", temperature="hot", manager_id="ana")
    await kept(deps, 2, name="ábaco", temperature="cold", manager_id="ana")
    await kept(deps, 3, name="Abaco", temperature="cold")
    await kept(deps, 4, name="Berta", status="current", temperature="not_interested", manager_id="ana")
    query = Query(sort=sort)
    assert await paged(deps, query) == order
    assert await paged(deps, query, ANA) == [each for each in order if each != "c3"]
    assert await paged(deps, query, NOTHING) == []
    if sort in ("name", "created_at", "updated_at"):
        assert await paged(deps, replace(query, descending=True)) == order[::-1]
    called = replace(query, follow_up=True, manager_id="ana")
    assert await paged(deps, called) == [each for each in order if each in ("c1", "c2")]
    assert await paged(deps, replace(query, status="current")) == ["c4"]
    assert await paged(deps, replace(query, temperature="cold")) == [each for each in order if each in ("c2", "c3")]


async def test_lists_tell_who_is_active_and_follow_up_leaves_out_who_is_not(deps: Deps) -> None:
    await kept(deps, 1, name="Abaco", temperature="hot")
    await kept(deps, 2, name="Berta", temperature="hot", active=False)
    query = Query(sort="name")
    assert await paged(deps, query) == ["c1", "c2"]
    assert await paged(deps, replace(query, active=True)) == ["c1"]
    assert await paged(deps, replace(query, active=False)) == ["c2"]
    assert await paged(deps, replace(query, sort="temperature", follow_up=True)) == ["c1"]


async def test_a_search_finds_words_as_they_stand_before_scattered_ones_page_by_page(deps: Deps) -> None:
    await kept(deps, 1, name="María Elena García")
    await kept(deps, 2, name="María García", email="maria@garcia.test")
    await kept(deps, 3, name="Maria Garcia Lopez", manager_id="ana")
    await kept(deps, 4, name="Marta", contact_person="Maria", phone="+34 600 123 456", erased_at=deps.clock.now())
    await kept(deps, 5, name="Marta", phone="+34 600 123 457", known_by=("email:old@marta.test", "phone:40600999888"))

    async def met(text: str, scope: Scope = ALL) -> list[str]:
        return await paged(deps, Query(asked(text), sort=None), scope)

    assert await met("maria garcia") == ["c2", "c3", "c1"]
    assert await met("maria garcia", ANA) == ["c3"]
    assert await met("maria garcia", NOTHING) == []
    assert await met("MARÍA@") == ["c2"]
    assert await met("123457") == await met("34600") == await met("+34 600 12") == ["c5"]
    assert await met("999888") == await met("old@marta") == ["c5"]
    assert await met("mari") == ["c2", "c1", "c3"]
    assert await found(deps, Query(asked("mari"), sort="created_at", descending=True)) == ["c3", "c2", "c1"]
    assert await met("nobody") == await met("!") == []


async def test_cards_are_walked_by_id_and_met_by_what_they_share(deps: Deps) -> None:
    shared = {"email": "sol@casa.test", "phone": "600 123 456"}
    first = await kept(deps, 1, **shared)
    await kept(deps, 2, email="SOL@casa.test", manager_id="ana")
    await kept(deps, 3, phone="+34600123456")
    await kept(deps, 4)
    assert [each.id for each in await deps.cards.walk(ALL, "c1", 2)] == ["c2", "c3"]
    assert [each.id for each in await deps.cards.walk(ANA, "", 2)] == ["c2"]
    assert await deps.cards.walk(NOTHING, "", 2) == []
    assert [each.id for each in await deps.cards.alike(first.details)] == ["c1", "c2", "c3"]
    assert await deps.cards.alike(card(5, deps.clock.now()).details) == []
    twins = keys(first.details)
    assert sorted(each.id for each in await deps.cards.sharing(twins, ALL)) == ["c1", "c2", "c3"]
    assert [each.id for each in await deps.cards.sharing(twins, ANA)] == ["c2"]
    assert await deps.cards.sharing(twins, NOTHING) == await deps.cards.sharing([], ALL) == []


async def test_a_card_goes_into_one_other_at_a_time(deps: Deps) -> None:
    now = deps.clock.now()
    one, two, three = [card(number, now, phone="600 123 456") for number in (1, 2, 3)]
    first, second = [merged(survivor, three, f"m{n}", "ana", now)[1] for n, survivor in enumerate((one, two))]
    await deps.committer.commit(Unit([deps.merges.insert(first)]))
    with pytest.raises(AlreadyExists):
        await deps.committer.commit(Unit([deps.merges.insert(second)]))
    assert await deps.merges.of_duplicate("c3") == first
    assert await deps.merges.of_duplicate("c1") is None
    assert [await deps.merges.walk(*each) for each in ((ALL, "c2", 5), (ALL, "c3", 5), (ANA, "", 5))] == [
        [first],
        [],
        [],
    ]

    undone = first.undone("ana", now)
    await deps.committer.commit(Unit([deps.merges.replace(undone)]))
    with pytest.raises(VersionConflict):
        await deps.committer.commit(Unit([deps.merges.replace(undone)]))
    await deps.committer.commit(Unit([deps.merges.insert(second)]))
    assert await deps.merges.of_duplicate("c3") == second
    assert await deps.merges.into(["c1", "c2", "c3"]) == [second, undone]
    assert await deps.merges.walk(ALL, "", 5) == [second]


async def test_of_two_that_go_through_the_turnstile_at_once_one_comes_out(deps: Deps) -> None:
    both = ["email:sol@casa.test", "phone:34600123456"]
    first, second = await deps.turnstile.through(both), await deps.turnstile.through(both[:1])
    await deps.committer.commit(Unit(first))
    with pytest.raises(AlreadyExists):
        await deps.committer.commit(Unit(second))
    first, second = await deps.turnstile.through(both), await deps.turnstile.through(both[1:])
    await deps.committer.commit(Unit(second))
    with pytest.raises(VersionConflict):
        await deps.committer.commit(Unit(first))
    await deps.committer.commit(Unit(await deps.turnstile.through(both)))


async def test_notes_are_read_by_priority_with_the_card_that_stands_for_theirs(deps: Deps) -> None:
    now = deps.clock.now()
    written = [note(1, now), note(2, now, "high"), note(3, now, customer_id="c2"), note(4, now, customer_id="c3")]
    for each in written:
        await deps.committer.commit(Unit(deps.notes.insert(each)))
    alone, both = card(1, now), card(1, now, absorbed=("c2",))
    assert [each.id for each in await deps.notes.of(both, None, 5)] == ["n2", "n3", "n1"]
    assert [each.id for each in await deps.notes.of(both, (0, "n2"), 5)] == ["n3", "n1"]
    assert [each.id for each in await deps.notes.of(both, (2, "n3"), 5)] == ["n1"]
    assert await deps.notes.of(alone, None, 1) == [written[1]]
    assert [await deps.notes.get(each, "n3") for each in (alone, both)] == [None, written[2]]
    assert await deps.notes.newest(both.ids) == Preview.of(written[2])
    assert await deps.notes.newest(both.ids, besides="n3") == Preview.of(written[1])
    assert await deps.notes.newest(["c9"]) is None


async def test_every_change_of_a_note_is_remembered_until_its_words_are_wiped(deps: Deps) -> None:
    now = deps.clock.now()
    first, other = note(1, now), note(2, now)
    edited = first.saved("Better", "high", "ben", now)
    await deps.committer.commit(Unit([*deps.notes.insert(first), *deps.notes.insert(other)]))
    await deps.committer.commit(Unit(deps.notes.replace(edited, first)))
    for late in (deps.notes.replace(edited, first), deps.notes.delete(first, "ben", now)):
        with pytest.raises((VersionConflict, AlreadyExists)):
            await deps.committer.commit(Unit(late))
    await deps.committer.commit(Unit(deps.notes.delete(other, "ben", other.created_at)))

    about = card(1, now)
    told = [(each.note_id, each.act, each.text) for each in await deps.notes.history(about, None, None, 9)]
    assert told == [
        ("n2", "deleted", "Text 2"),
        ("n2", "written", "Text 2"),
        ("n1", "written", "Text 1"),
        ("n1", "edited", "Better"),
    ]
    assert [each.version for each in await deps.notes.history(about, "n2", None, 9)] == [2, 1]
    after = (other.created_at, "n2", 2)
    assert [each.note_id for each in await deps.notes.history(about, None, after, 2)] == ["n2", "n1"]
    for _ in range(2):
        await deps.notes.wipe("c1")
    assert [each.text for each in await deps.notes.of(about, None, 9)] == [""]
    assert {each.text for each in await deps.notes.history(about, None, None, 9)} == {""}
