"""What a merge takes and what an undo gives back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.domain.card import Card, Details
from customers.domain.merging import UNDOABLE_FOR, erased, merged, unmerged
from customers.domain.note import Preview
from customers.domain.search import identities, terms

NOW = datetime(2026, 3, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
TEXT = st.none() | st.sampled_from(["x", "y", "z"])
DETAILS = st.builds(
    Details,
    name=st.sampled_from(["A", "B"]),
    external_id=TEXT,
    contact_person=TEXT,
    email=TEXT,
    phone=TEXT,
    phone_e164=st.none(),
    address=TEXT,
    currency=TEXT,
    country=TEXT,
    region=TEXT,
    discount_percent=st.sampled_from([Decimal(0), Decimal(5)]),
)


def card(identifier: str, details: Details) -> Card:
    return Card.made(identifier, details, "office", None, "staff", NOW)


@given(DETAILS, DETAILS)
def test_what_the_survivor_says_stands_and_an_undo_at_once_leaves_both_as_they_were(one: Details, two: Details) -> None:
    survivor, duplicate = card("1", one), card("2", replace(two, external_id=two.external_id and two.external_id * 2))
    after, merge = merged(survivor, duplicate, "m", "boss", NOW)
    for name in Details.__slots__:
        if getattr(one, name) is not None:
            assert getattr(after.details, name) == getattr(one, name)
        else:
            assert getattr(after.details, name) in (None, getattr(duplicate.details, name))
    assert set(survivor.external_ids) | set(duplicate.external_ids) == set(after.external_ids)
    assert set(after.known_by) == identities(duplicate.details)
    undo = unmerged(after, merge, NOW, theirs=None, kept=None)
    assert (undo.survivor.details, undo.restored.details) == (survivor.details, duplicate.details)
    assert (undo.survivor.absorbed, undo.survivor.known_as, undo.kept) == ((), (), ())
    assert (undo.survivor.known_by, undo.restored.known_by) == ((), ())
    assert (undo.survivor.version, undo.restored.version) == (3, 3)


@pytest.mark.parametrize("survivor_active", [True, False])
def test_a_merge_makes_nobody_active_and_an_undo_gives_each_his_own_state_back(survivor_active: bool) -> None:
    survivor = card("1", Details("A", active=survivor_active))
    after, merge = merged(survivor, card("2", Details("B", active=not survivor_active)), "m", "boss", NOW)
    assert after.details.active is survivor_active
    changed = replace(after, details=replace(after.details, active=not survivor_active))
    for now, state in ((after, survivor_active), (changed, not survivor_active)):
        undo = unmerged(now, merge, NOW, theirs=None, kept=None)
        assert (undo.survivor.details.active, undo.restored.details.active) == (state, not survivor_active)


def test_what_two_merged_cards_had_in_common_stays_until_both_are_back() -> None:
    survivor = card("1", Details("A"))
    after, first = merged(survivor, card("2", Details("B", email="b@casa.test")), "m", "boss", NOW)
    both, _ = merged(after, card("3", Details("C", email="B@casa.test", phone="600123")), "n", "boss", NOW)
    undo = unmerged(both, first, NOW, theirs=None, kept=None)
    assert set(undo.survivor.known_by) == {"email:b@casa.test", "phone:600123"}


def test_country_and_region_are_taken_together_or_not_at_all() -> None:
    theirs = card("2", Details("B", country="RO", region="Cluj"))
    stays, _ = merged(card("1", Details("A", region="Madrid")), theirs, "m", "boss", NOW)
    assert (stays.details.country, stays.details.region) == (None, "Madrid")
    after, merge = merged(card("1", Details("A")), theirs, "m", "boss", NOW)
    assert (after.details.country, after.details.region) == ("RO", "Cluj")
    moved = replace(after, details=replace(after.details, region="Iasi"))
    undo = unmerged(moved, merge, NOW, theirs=None, kept=None)
    assert (undo.returned, undo.kept) == ((), ("country",))


def test_an_undo_is_possible_for_thirty_days() -> None:
    _, merge = merged(card("1", Details("A")), card("2", Details("B")), "m", "boss", NOW)
    assert merge.may_be_undone(NOW + UNDOABLE_FOR - timedelta(seconds=1))
    assert not merge.may_be_undone(NOW + UNDOABLE_FOR)
    assert not merge.erased(NOW).may_be_undone(NOW)
    assert not merge.undone("boss", NOW).may_be_undone(NOW)


@given(DETAILS, DETAILS)
def test_an_erased_card_and_an_erased_merge_say_nothing_of_the_person(one: Details, two: Details) -> None:
    after, merge = merged(card("1", one), card("2", two), "m", "boss", NOW)
    for gone in (erased(after, NOW), merge.erased(NOW).duplicate):
        details = gone.details
        assert details.name == ""
        assert {details.email, details.phone, details.address, details.contact_person, details.vat_number} == {None}
        assert gone.erased_at == NOW
    assert not {name for name, value in merge.erased(NOW).filled.items() if value is not None} & {"email", "phone"}


@pytest.mark.req("RC-3", "NX-13")
def test_a_card_stands_for_all_that_were_merged_into_it_and_is_found_by_their_keys_as_well_as_its_own() -> None:
    second, _ = merged(
        card("2", Details("B", external_id="b")), card("3", Details("C", external_id="c")), "m", "x", NOW
    )
    assert (second.ids, second.external_ids) == (("2", "3"), ("b", "c"))
    first, merge = merged(card("1", Details("A")), second, "n", "x", LATER)
    assert (first.ids, first.external_ids, first.details.external_id) == (("1", "2", "3"), ("b", "c"), "b")
    assert (first.version, first.revision, first.updated_at, merge.version) == (2, 2, LATER, 1)
    third, last = merged(replace(first, known_as=("a", *first.known_as)), card("4", Details("D")), "o", "x", LATER)
    assert (third.absorbed, third.known_as) == (("2", "3", "4"), ("a", "c"))
    undo = unmerged(third, last, LATER, theirs=None, kept=None)
    assert (undo.survivor.absorbed, undo.survivor.known_as) == (("2", "3"), ("a", "c"))


@pytest.mark.req("C6", "ML-5")
def test_a_customer_is_found_by_the_email_and_phone_of_every_card_that_was_merged_into_his() -> None:
    second, _ = merged(card("2", Details("B")), card("3", Details("C", email="C@casa.test")), "m", "x", NOW)
    theirs = replace(second, details=replace(second.details, email="b@casa.test", phone="600123456"))
    first, _ = merged(card("1", Details("A", email="a@casa.test", phone="600000000")), theirs, "n", "x", NOW)
    found = terms(first.details, first.known_by)
    assert {"a@casa.test", "b@casa.test", "c@casa.test", "600123456", "~654321006"} <= set(found)
    assert found == sorted(found)


@pytest.mark.req("ML-4")
def test_the_newest_note_of_both_is_shown_and_each_card_has_its_own_again_after_an_undo() -> None:
    mine, theirs = (Preview(identifier, "text", "none", NOW) for identifier in ("1", "2"))
    one, two = card("1", Details("A")).noted(mine), card("2", Details("B")).noted(theirs)
    after, merge = merged(one, two, "m", "boss", NOW)
    assert after.last_note == theirs
    undo = unmerged(after, merge, NOW, theirs=theirs, kept=mine)
    assert (undo.survivor.last_note, undo.restored.last_note) == (mine, theirs)


def test_an_undo_gives_back_only_what_nobody_changed_since() -> None:
    theirs = card("2", Details("B", email="b@casa.test", address="Mayor 1"))
    after, merge = merged(card("1", Details("A")), theirs, "m", "boss", NOW)
    moved = replace(after, details=replace(after.details, address="Mayor 2"))
    undo = unmerged(moved, merge, NOW, theirs=None, kept=None)
    assert (undo.returned, undo.kept) == (("email",), ("address",))
    assert (undo.survivor.details.email, undo.survivor.details.address) == (None, "Mayor 2")


def test_a_merge_that_was_undone_or_erased_keeps_nothing_of_what_the_person_said() -> None:
    note = Preview("n", "Ana is ill", "none", NOW)
    theirs = replace(card("2", Details("Ana", email="ana@casa.test", currency="RON")), known_by=("phone:600",))
    after, merge = merged(card("1", Details("A")), theirs.noted(note), "m", "boss", NOW)
    undone, forgotten = merge.undone("eva", LATER), merge.erased(LATER)
    assert (undone.version, undone.undone_by, undone.undone_at, undone.open) == (2, "eva", LATER, False)
    assert (forgotten.version, forgotten.open) == (2, True)
    assert dict(undone.filled) == {"email": None, "currency": None}
    assert dict(forgotten.filled) == {"email": None, "currency": "RON"}
    for each in (undone.duplicate, forgotten.duplicate, erased(after, LATER)):
        assert (each.details.name, each.details.email, each.known_by, each.last_note) == ("", None, (), None)
