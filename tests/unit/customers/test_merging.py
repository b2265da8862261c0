"""What a merge takes and what an undo gives back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from customers.domain.card import Card, Details
from customers.domain.merging import UNDOABLE_FOR, erased, merged, unmerged
from customers.domain.search import identities

NOW = datetime(2026, 3, 4, tzinfo=UTC)
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
