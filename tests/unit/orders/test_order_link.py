"""Tokens of order links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.order_links import order_link

from orders.domain.order_link import (
    LinkRevoked,
    LinkState,
    Purpose,
    change,
    hashed,
    is_passcode,
    is_token_of,
    link_id_of,
    replaced,
    revoke,
    rotate,
    sent,
    state_of,
    token_of,
)
from orders.domain.passcode_attempts import Attempts, forgiven, guess

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = b"a key for tests alone"
LINK = order_link()
LATER = NOW + timedelta(hours=1)


@pytest.mark.req("N9")
def test_a_token_names_its_link_and_is_the_same_each_time() -> None:
    token = token_of(LINK, Purpose.LINK, SECRET)
    assert (link_id_of(token), len(token)) == (LINK.id, 43)
    assert token == token_of(LINK, Purpose.LINK, SECRET)
    assert is_token_of(LINK, token, Purpose.LINK, SECRET)


@pytest.mark.req("N9")
def test_a_token_is_worth_nothing_elsewhere() -> None:
    token = token_of(LINK, Purpose.LINK, SECRET)
    assert not is_token_of(rotate(LINK, NOW), token, Purpose.LINK, SECRET)
    assert not is_token_of(LINK, token, Purpose.LINK, b"another key")
    assert not is_token_of(LINK, token, Purpose.VISIT, SECRET)
    assert not is_token_of(replace(LINK, id="0198c0de-0000-7c3d-9e5f-0123456789ab"), token, Purpose.LINK, SECRET)


@pytest.mark.req("N9")
def test_no_character_of_a_token_can_be_changed() -> None:
    token = token_of(LINK, Purpose.LINK, SECRET)
    for at, letter in enumerate(token):
        forged = token[:at] + ("A" if letter != "A" else "B") + token[at + 1 :]
        assert link_id_of(forged) != LINK.id or not is_token_of(LINK, forged, Purpose.LINK, SECRET)


@pytest.mark.parametrize("text", ["", "x", "é" * 43, "A" * 42, "A" * 44, "A" * 42 + "B", "A" * 42 + "=", "\x00" * 43])
def test_other_text_is_no_token(text: str) -> None:
    assert link_id_of(text) is None


@pytest.mark.req("N9")
def test_a_new_link_comes_in_place_of_those_of_its_recipient_that_open_nothing_any_more() -> None:
    ended, theirs = order_link(id="ended", revoked=True), order_link(id="theirs", revoked=True, recipient="Store")
    late = order_link(id="late", expires_at=NOW, stands_for=("earlier",))
    earlier = order_link(id="earlier", revoked=True)
    assert replaced([late, ended, theirs, earlier], None, NOW) == ("late", "ended", "earlier")
    assert replaced([late, theirs], "Store", NOW) == ("theirs",)
    heir = order_link(id="heir", stands_for=("late", "earlier"))
    assert replaced([heir, late, ended, earlier], None, NOW) == ("ended",)
    assert heir.ids == ("heir", "late", "earlier")


@pytest.mark.req("N9")
def test_a_link_ends_by_time_or_by_hand() -> None:
    expiring = replace(LINK, expires_at=NOW)
    assert state_of(expiring, NOW - timedelta(seconds=1)) is LinkState.ACTIVE
    assert state_of(expiring, NOW) is LinkState.EXPIRED
    assert state_of(revoke(LINK, NOW), NOW) is LinkState.REVOKED
    with pytest.raises(LinkRevoked):
        rotate(revoke(LINK, NOW), NOW)


@pytest.mark.req("N9")
def test_whatever_is_done_to_a_link_makes_a_version_and_nothing_else_changes() -> None:
    assert rotate(LINK, LATER) == replace(LINK, version=2, generation=2, updated_at=LATER)
    assert revoke(LINK, LATER) == replace(LINK, version=2, revoked=True, updated_at=LATER)
    assert sent(LINK, "letter", LATER) == replace(LINK, version=2, sending_id="letter", updated_at=LATER)
    changed = change(LINK, LATER, recipient="Store", expires_at=LATER)
    assert changed == replace(LINK, version=2, recipient="Store", expires_at=LATER, updated_at=LATER)
    assert change(changed, LATER, recipient="Store") is changed
    with pytest.raises(LinkRevoked):
        change(revoke(LINK, NOW), LATER, recipient="Store")


@pytest.mark.req("N9", "ML-26")
def test_a_link_that_was_sent_still_opens_when_a_passcode_is_set_which_it_then_asks_for() -> None:
    locked = replace(LINK, passcode=hashed("tulip", b"salt"))
    for purpose in (Purpose.LINK, Purpose.VISIT):
        assert is_token_of(locked, token_of(LINK, purpose, SECRET), purpose, SECRET)
    assert not is_token_of(locked, token_of(LINK, Purpose.UNLOCKED, SECRET), Purpose.UNLOCKED, SECRET)


@pytest.mark.req("N9")
def test_a_passcode_is_kept_salted_and_locks_visits_of_another_one() -> None:
    kept = hashed("tulip", b"salt")
    assert is_passcode(kept, "tulip")
    assert not is_passcode(kept, "Tulip")
    assert hashed("tulip", b"other").digest != kept.digest
    locked, changed = replace(LINK, passcode=kept), replace(LINK, passcode=hashed("rose", b"other"))
    assert not is_token_of(changed, token_of(locked, Purpose.UNLOCKED, SECRET), Purpose.UNLOCKED, SECRET)


@pytest.mark.req("N9")
def test_after_five_guesses_each_further_one_has_to_wait_longer() -> None:
    attempts: Attempts | None = Attempts(LINK.id, 0, 0, NOW)
    for _ in range(5):
        assert attempts is not None
        attempts = guess(attempts, NOW)
    assert attempts is not None
    assert guess(attempts, NOW + timedelta(seconds=59)) is None
    sixth = guess(attempts, NOW + timedelta(seconds=60))
    assert sixth is not None
    assert sixth.next_at - NOW == timedelta(minutes=3)
    assert guess(forgiven(sixth), NOW + timedelta(seconds=61)) is not None


@pytest.mark.req("N9")
def test_the_pause_between_guesses_doubles_to_a_day_and_the_right_one_forgives_them() -> None:
    many = Attempts(LINK.id, 40, 40, NOW)
    late = guess(many, NOW)
    assert late == Attempts(LINK.id, 41, 41, NOW + timedelta(hours=24))
    assert forgiven(late) == replace(late, version=42, count=0)
