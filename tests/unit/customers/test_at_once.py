"""What happens to customers at the same moment, without a server."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from tests.support.crowds import at_once, kinds
from tests.unit.customers.office import ADMIN, ALL, Office, open_office

from chassis.errors import Invalid, NotFound, Unavailable, VersionConflict
from chassis.inbox import AlreadyDone, Mark
from contracts.customers import CustomerCreated, CustomerMerged, CustomerUpdated
from customers.domain.card import Chosen, Link
from customers.usecases.apply_link import ApplyLink, apply_link
from customers.usecases.change_note import ChangeNote, change_note
from customers.usecases.claim_external_id import ExternalIdTaken
from customers.usecases.read_card import Forgotten, Merged
from customers.usecases.unmerge_customer import NotUndoable

BOTH: dict[str, Any] = {"email": "sol@casa.test", "phone": "600 123 456"}


@pytest.fixture
async def office() -> Office:
    return await open_office()


@pytest.mark.req("C6")
async def test_of_twenty_who_make_the_same_person_at_the_counter_one_makes_the_card(office: Office) -> None:
    known: list[dict[str, Any]] = [BOTH, {"email": "SOL@casa.test"}, {"phone": "+34600123456"}, BOTH]
    answers = await asyncio.gather(*(office.creates("pos", **known[n % 4]) for n in range(20) if n % 4 in (0, 3)))
    assert sorted(each.existing for each in answers) == [False] + [True] * 9
    assert len({each.card.id for each in answers}) == len(office.commits.told_as(CustomerCreated)) == 1
    more = await asyncio.gather(*(office.creates("pos", **each) for each in known))
    assert {each.card.id for each in more} == {answers[0].card.id}


@pytest.mark.req("C6")
async def test_whoever_was_merged_is_met_as_the_card_that_stands_for_him_while_it_is_merged(office: Office) -> None:
    survivor, duplicate = await office.card(), await office.card(**BOTH)
    met, _ = await at_once(office.creates("pos", **BOTH), office.merges(survivor, duplicate))
    assert met.existing
    again = await office.creates("pos", email="sol@casa.test")
    assert (again.card.id, again.existing) == (survivor.id, True)


@pytest.mark.req("C9", "N8")
async def test_of_two_who_save_what_they_saw_one_is_told_which_version_there_is(office: Office) -> None:
    card = await office.card()
    answers = await at_once(office.saves(card, name="One"), office.saves(card, name="Other"))
    assert kinds(answers) == ["Card", "VersionConflict"]
    (refused,) = [each for each in answers if isinstance(each, VersionConflict)]
    assert refused.extra == {"version": 2}
    assert len(office.commits.told_as(CustomerUpdated)) == 1


@pytest.mark.req("C9")
async def test_whoever_saves_what_it_says_already_changes_nothing_and_tells_nobody(office: Office) -> None:
    card = await office.card(**BOTH)
    assert await office.saves(card, **BOTH) == card
    assert (len(office.commits.told_as(CustomerUpdated)), await office.now(card.id)) == (0, card)


@pytest.mark.req("C2")
async def test_nobody_is_chosen_who_left_or_is_not_known(office: Office) -> None:
    card = await office.card()
    for manager_id in ("gone", "nobody"):
        with pytest.raises(Invalid):
            await office.saves(card, Chosen(manager_id))
        with pytest.raises(Invalid):
            await office.creates(manager_id=manager_id)
    assert (await office.saves(card, Chosen("ana"))).manager_id == "ana"


@pytest.mark.req("C9", "RC-14")
async def test_news_of_a_link_that_nobody_sees_refuse_no_save_and_a_choice_outlives_an_older_decision(
    office: Office,
) -> None:
    card = await office.card()
    silent = ApplyLink(card.id, Link(1, 1, None), "link", Mark("1"))
    _, saved = await at_once(apply_link(office.deps, silent), office.saves(card, Chosen("ana")))
    assert (saved.version, saved.manager_id, saved.link_version) == (2, "ana", 1)
    await apply_link(office.deps, ApplyLink(card.id, Link(2, 1, "ben"), "link", Mark("2")))
    await apply_link(office.deps, ApplyLink(card.id, Link(1, 2, "ben"), "link", Mark("3")))
    now = await office.now(card.id)
    assert now is not None
    assert (now.version, now.manager_id, now.link_version) == (2, "ana", 2)


async def test_of_two_cards_that_are_merged_into_each_other_one_is_left(office: Office) -> None:
    one, other = await office.card(), await office.card()
    answers = await at_once(office.merges(one, other), office.merges(other, one))
    assert kinds(answers) == ["Card", "Merged"]
    assert len(office.commits.told_as(CustomerMerged)) == 1


async def test_a_card_that_is_merged_into_two_goes_into_one(office: Office) -> None:
    one, other, duplicate = [await office.card() for _ in range(3)]
    answers = await at_once(office.merges(one, duplicate), office.merges(other, duplicate))
    assert kinds(answers) == ["Card", "Invalid"]


async def test_of_two_who_claim_one_key_one_gets_it_and_the_other_is_told_whose_it_is(office: Office) -> None:
    one, other = await office.card(), await office.card()
    answers = await at_once(office.saves(one, external_id="X1"), office.saves(other, external_id="X1"))
    (refused,) = [each for each in answers if isinstance(each, ExternalIdTaken)]
    assert refused.extra == {"existing_id": one.id}
    with pytest.raises(ExternalIdTaken):
        await office.creates(external_id="X1")


async def test_a_merge_whose_answer_was_lost_is_made_once(office: Office) -> None:
    one, other, mark = await office.card(), await office.card(), Mark("once")
    office.commits.loses_next = True
    with pytest.raises(Unavailable):
        await office.merges(one, other, mark)
    with pytest.raises(AlreadyDone):
        await office.merges(one, other, mark)
    assert len(office.commits.told_as(CustomerMerged)) == 1


async def test_merges_of_merges_are_undone_in_turn_and_for_thirty_days(office: Office) -> None:
    one, two, three = [await office.card(external_id=f"X{n}") for n in range(3)]
    two = await office.merges(two, three)
    one = await office.merges(one, two)
    with pytest.raises(NotUndoable) as first:
        await office.unmerges(three.id)
    assert first.value.extra == {"undo_first": two.id}
    undo = await office.unmerges(two.id)
    assert (undo.restored.ids, undo.restored.external_ids) == ((two.id, three.id), ("X1", "X2"))
    assert (undo.survivor.ids, undo.survivor.external_ids) == ((one.id,), ("X0",))
    office.clock.forward(timedelta(days=30))
    with pytest.raises(NotUndoable):
        await office.unmerges(three.id)


@pytest.mark.req("ML-4")
@pytest.mark.parametrize("turns", range(8))
async def test_a_card_that_comes_back_shows_its_note_as_it_was_edited_meanwhile(office: Office, turns: int) -> None:
    one, other = await office.card(), await office.card()
    note = await office.notes(other.id)
    await office.notes(one.id)
    await office.merges(one, other)

    async def edited() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        edit = ChangeNote(one.id, note.id, note.version, "Paid.", None, ADMIN, ALL)
        with suppress(NotFound):
            await change_note(office.deps, edit)

    await asyncio.gather(office.unmerges(other.id), edited())
    back = await office.now(other.id)
    assert back is not None
    assert back.last_note == await office.deps.notes.newest([other.id])


async def test_who_is_forgotten_while_somebody_writes_a_note_is_forgotten_all_the_same(office: Office) -> None:
    card = await office.card(**BOTH)
    gone, _ = await at_once(office.erases(card), office.notes(card.id))
    assert await office.now(card.id) == gone
    assert (gone.details.email, gone.details.phone, gone.details.name, gone.last_note) == (None, None, "", None)
    assert kinds(await at_once(office.notes(card.id), office.saves(gone, name="Another"))) == ["Forgotten"] * 2
    assert await office.erases(gone) == gone


async def test_of_whoever_is_forgotten_the_cards_that_he_stands_for_are_too(office: Office) -> None:
    one, two, three = await office.card(), await office.card(**BOTH), await office.card(address="Calle Mayor 1")
    two = await office.merges(two, three)
    one = await office.merges(one, two)
    await office.erases(one)
    for merge in await office.deps.merges.into([one.id, two.id]):
        details = merge.duplicate.details
        assert (details.name, details.email, details.phone, details.address) == ("", None, None, None)
        assert set(merge.filled.values()) <= {None}
        with pytest.raises((Forgotten, NotUndoable)):
            await office.unmerges(merge.duplicate.id)
    with pytest.raises(Merged):
        await office.notes(two.id)
