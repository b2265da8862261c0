"""The key by which a member of staff chooses his mails."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.notify.letters import KEYS, READER

from notify.domain.choice_key import ChoiceKeys, Use


@given(st.uuids(), st.sampled_from(Use))
def test_a_key_tells_whose_it_is_and_fits_into_an_address(staff_id: UUID, use: Use) -> None:
    key = KEYS.key(str(staff_id), use)

    assert re.fullmatch(r"[\w-]{43}", key, re.ASCII)
    assert KEYS.staff_id(key, use) == str(staff_id)


@given(st.integers(0, 42), st.sampled_from("AQgwx-_9"))
def test_a_key_with_another_character_is_none(at: int, character: str) -> None:
    key = KEYS.key(READER, Use.LINK)
    changed = f"{key[:at]}{character}{key[at + 1 :]}"

    assert KEYS.staff_id(changed, Use.LINK) == (READER if changed == key else None)


@given(st.text(max_size=60))
def test_what_is_no_key_is_none(text: str) -> None:
    assert KEYS.staff_id(text, Use.LINK) is None


@pytest.mark.req("NX-18")
def test_the_key_in_a_mail_is_no_cookie_and_no_key_fits_another_shop() -> None:
    key = KEYS.in_mails(READER)

    assert KEYS.staff_id(key, Use.LINK) == READER
    assert KEYS.staff_id(key, Use.VISIT) is None
    assert ChoiceKeys(b"the secret of another shop").staff_id(key, Use.LINK) is None
    assert "secret" not in repr(KEYS)
