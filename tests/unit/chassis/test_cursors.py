"""Cursors come back as they went out; anything else is a 422."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import encode
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Invalid
from chassis.http import decode_cursor, encode_cursor, page_of

INT64 = st.integers(min_value=-(2**63), max_value=2**63 - 1)
TEXT = st.text(st.characters(codec="utf-8"))
TIMES = st.datetimes(timezones=st.just(UTC), min_value=datetime(1970, 1, 1), max_value=datetime(9998, 1, 1))  # noqa: DTZ001


@given(TEXT, INT64, TIMES)
def test_a_cursor_comes_back_as_it_went_out(text: str, number: int, time: datetime) -> None:
    assert decode_cursor(encode_cursor(text, number, time), str, int, datetime) == (text, number, time)


@given(TEXT, INT64)
def test_a_cursor_is_safe_in_an_address(text: str, number: int) -> None:
    assert set(encode_cursor(text, number)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def raw(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "!",
        "é",
        "A",
        "\x00",
        raw(b""),
        raw(b"null"),
        raw(b'{"a":1}'),
        raw(b'["a"]'),
        raw(b'["a",1,2]'),
        raw(b'[1,"a"]'),
        raw(b'["a",true]'),
        raw(b'["a",1.5]'),
        raw(b'["a",null]'),
        raw(b'["a",9223372036854775808]'),
        raw(b'["a",1e400]'),
        raw(b"[" * 5000),
        raw(b'["\\ud800",1]'),
        raw(b'["\xff",1]'),
    ],
)
def test_a_tampered_cursor_is_a_fault_of_the_query(cursor: str) -> None:
    with pytest.raises(Invalid) as caught:
        decode_cursor(cursor, str, int)
    assert [fault.pointer for fault in caught.value.faults] == ["query:cursor"]


@pytest.mark.parametrize("time", ["yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", "5"])
def test_a_cursor_with_an_impossible_time_is_refused(time: str) -> None:
    with pytest.raises(Invalid):
        decode_cursor(encode_cursor(time), datetime)


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | INT64 | st.integers(2**63, 2**64 - 1) | st.floats() | TEXT | TIMES,
    lambda inner: st.lists(inner, max_size=3),
)


@given(st.lists(JSON, max_size=3))
def test_what_comes_out_of_any_cursor_can_be_asked_of_the_database(content: list[Any]) -> None:
    try:
        values = decode_cursor(encode_cursor(*content), str, int, datetime)
    except Invalid:
        return
    encode({"query": list(values)})


def test_the_link_header_leads_to_the_next_page_with_the_same_questions() -> None:
    request = Request(
        {"type": "http", "method": "GET", "path": "/v1/orders", "headers": [], "query_string": b"q=a%26b&cursor=old"}
    )
    response = Response()
    assert page_of(request, response, ["old", "new", "newer"], 2, str) == (["old", "new"], "new")
    assert response.headers["Link"] == '</v1/orders?q=a%26b&cursor=new>; rel="next"'
    last = Response()
    assert page_of(request, last, ["old", "new"], 2, str) == (["old", "new"], None)
    assert "Link" not in last.headers
