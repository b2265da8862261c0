"""Ids sort by the time they were made and tell it; the clock keeps what MongoDB keeps."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.clock import SystemClock
from chassis.ids import is_recent, made_at, new_id


def test_an_id_is_a_uuid_of_version_7() -> None:
    assert UUID(new_id()).version == 7


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC)
    made = made_at(new_id())
    assert made is not None
    assert before - timedelta(milliseconds=1) <= made <= datetime.now(UTC)


@given(st.text() | st.builds(lambda: str(uuid4())))
def test_anything_else_tells_no_time_and_is_never_recent(text: str) -> None:
    assert made_at(text) is None
    assert not is_recent(text, datetime.now(UTC))


@pytest.mark.parametrize("identifier", ["ffffffff-ffff-7fff-bfff-ffffffffffff", "fffffffe-0000-7000-8000-000000000000"])
def test_an_id_of_a_time_beyond_the_calendar_is_that_of_nothing(identifier: str) -> None:
    assert made_at(identifier) is None
    assert not is_recent(identifier, datetime.now(UTC))


@pytest.mark.parametrize(("age", "recent"), [(0, True), (59, True), (61, False), (-59, True), (-61, False)])
def test_an_id_is_recent_for_a_minute_even_if_clocks_differ(age: int, recent: bool) -> None:
    identifier = new_id()
    made = made_at(identifier)
    assert made is not None
    assert is_recent(identifier, made + timedelta(seconds=age)) is recent


def test_the_clock_tells_utc_in_whole_milliseconds() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=1)
