"""How a card changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from customers.domain.card import Card, Channel, Chosen, Details, Link
from customers.domain.note import Preview

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def made(chosen: Chosen | None = None, channel: Channel = "office") -> Card:
    return Card.made("c", Details("Peña"), channel, chosen, "creator", NOW)


@pytest.mark.req("C1", "C3", "C4", "C5")
@pytest.mark.parametrize(
    ("channel", "chosen", "manager"),
    [
        ("office", None, None),
        ("api", None, None),
        ("pos", None, "creator"),
        ("office", "m", "m"),
        ("pos", "m", "m"),
    ],
)
def test_who_manages_a_new_card(channel: Channel, chosen: str | None, manager: str | None) -> None:
    assert made((chosen and Chosen(chosen)) or None, channel).manager_id == manager


@pytest.mark.req("NX-16")
def test_a_card_is_the_own_one_of_its_manager_and_without_one_of_its_creator() -> None:
    assert made().owner_id == "creator"
    assert made(Chosen("m")).owner_id == "m"


@pytest.mark.req("C9")
def test_a_save_that_changes_nothing_is_no_save() -> None:
    card = made()
    assert card.saved(card.details, None, LATER) is card


@pytest.mark.req("C7", "C8")
def test_a_save_remembers_on_which_card_the_manager_was_chosen() -> None:
    card = made(Chosen("m"))
    saved = card.saved(replace(card.details, name="X"), None, LATER)
    assert (saved.version, saved.manager_id, saved.choice_version, saved.updated_at) == (2, "m", 1, LATER)
    assert (saved.details.name, made().choice_version) == ("X", 0)
    cleared = saved.saved(saved.details, Chosen(None), LATER)
    assert (cleared.version, cleared.manager_id, cleared.choice_version) == (3, None, 3)


@pytest.mark.req("RC-10", "RC-14")
def test_a_link_fills_the_manager() -> None:
    linked = made().linked(Link(1, 1, "m"), LATER)
    assert (linked.manager_id, linked.version, linked.revision, linked.link_version) == ("m", 2, 2, 1)
    assert linked.updated_at == LATER
    cleared = linked.linked(Link(2, 2, None), LATER)
    assert (cleared.manager_id, cleared.version) == (None, 3)


def test_old_news_of_a_link_is_no_news() -> None:
    linked = made().linked(Link(2, 1, "m"), LATER)
    assert linked.linked(Link(2, 1, "m"), LATER) is linked
    assert linked.linked(Link(1, 1, "n"), LATER) is linked


@pytest.mark.req("RC-6")
def test_a_choice_on_a_later_card_than_the_link_saw_stands() -> None:
    card = made().saved(Details("Peña"), Chosen("m"), LATER)
    after = card.linked(Link(1, 1, "n"), LATER)
    assert (after.manager_id, after.version, after.revision, after.link_version) == ("m", 2, 3, 1)
    assert after.linked(Link(2, 2, "n"), LATER).manager_id == "n"


@pytest.mark.req("ML-4")
def test_a_newer_note_is_shown_and_disturbs_nobody_who_has_the_card_open() -> None:
    note = Preview("n1", "Call back", "high", NOW)
    noted = made().noted(note)
    assert (noted.last_note, noted.version, noted.revision) == (note, 1, 2)
    assert noted.noted(note) is noted
    assert [noted.shows("n1"), noted.shows("n2"), made().shows("n1")] == [True, False, False]
    assert noted.noted(None).last_note is None


def test_a_link_that_shows_no_difference_is_remembered_without_a_new_version() -> None:
    card = made(Chosen("m"))
    after = card.linked(Link(1, 1, "m"), LATER)
    assert (after.version, after.revision, after.updated_at, after.link_version) == (1, 2, NOW, 1)
