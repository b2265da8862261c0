"""Tokens of order links."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.support.order_links import order_link

from orders.domain.order_link import (
    LinkRevoked,
    LinkState,
    Purpose,
    hashed,
    is_passcode,
    is_token_of,
    link_id_of,
    replaced,
    revoke,
    rotate,
    state_of,
    token_of,
)
from orders.domain.passcode_attempts import Attempts, forgiven, guess

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = b"a key for tests alone"
LINK = order_link()


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
