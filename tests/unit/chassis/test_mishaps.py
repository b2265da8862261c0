"""What is told of an error: ours in our words, of others the type, the code and the place, never what they quote."""

import re
from collections.abc import Callable
from typing import cast

import pytest
from pydantic import BaseModel
from pymongo.errors import DuplicateKeyError

from chassis.errors import Invalid, Spoken, Transient, Unavailable
from chassis.http.paging import encode_cursor
from chassis.mishaps import described, retold

WORD = "Ana Quetzal"


class Card(BaseModel):
    age: int


def quoting() -> None:
    Card.model_validate({"age": WORD})


def taken() -> None:
    raise DuplicateKeyError(f'dup key: {{ name: "{WORD}" }}', 11000)


def away() -> None:
    raise ConnectionRefusedError(111, WORD)


def missing() -> None:
    dict[str, int]()[WORD]


def several() -> None:
    raise ExceptionGroup(WORD, [ValueError(WORD), KeyError(WORD)])


def caught(fail: Callable[[], object]) -> Exception:
    try:
        fail()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


QUOTING: dict[Callable[[], object], str] = {
    quoting: "ValidationError",
    taken: "DuplicateKeyError 11000",
    away: "ConnectionRefusedError ECONNREFUSED",
    missing: "KeyError",
    several: "ExceptionGroup of ValueError, KeyError",
}


@pytest.mark.parametrize("fail", QUOTING, ids=lambda fail: fail.__name__)
def test_of_foreign_errors_nothing_is_told_that_they_quote(fail: Callable[[], object]) -> None:
    error = caught(fail)
    assert WORD in repr(error)
    assert described(error) == QUOTING[fail]
    assert WORD not in str(retold(error))


def test_the_place_is_the_last_one_in_our_own_code() -> None:
    made_by_us = caught(lambda: encode_cursor(cast(str, {WORD})))
    assert re.fullmatch(r"TypeError at chassis\.http\.paging:\d+ encode_cursor", described(made_by_us))


@pytest.mark.parametrize("kind", [Transient, Unavailable, Invalid])
def test_our_own_errors_are_told_in_their_words(kind: type[Spoken]) -> None:
    assert described(kind("order 17 has not arrived")) == f"{kind.__name__}: order 17 has not arrived"


def test_the_way_of_an_error_and_of_what_caused_it_is_told() -> None:
    def translated() -> None:
        try:
            quoting()
        except ValueError as error:
            raise Unavailable("the database does not answer") from error

    outer, inner = retold(caught(translated))
    assert (outer["type"], outer["text"]) == ("Unavailable", "the database does not answer")
    assert inner["type"] == "ValidationError"
    assert "text" not in inner
    assert any(place.endswith(" quoting") for place in inner["at"])


def test_errors_that_came_of_each_other_are_told_once() -> None:
    one, other = ValueError(WORD), KeyError(WORD)
    one.__cause__, other.__cause__ = other, one
    assert [each["type"] for each in retold(one)] == ["ValueError", "KeyError"]
