"""What is found by what."""

import pytest

from customers.domain.card import Details
from customers.domain.search import asked, backwards, phone_twins, same_person, same_phone, terms


def finds(text: str, details: Details) -> bool:
    """As the index does: each group asks for a prefix of some term."""
    groups = asked(text)
    assert groups is not None
    return bool(groups) and all(
        any(term.startswith(prefix) for prefix in group for term in terms(details)) for group in groups
    )


PENA = Details("Panadería Peña", contact_person="Lucía", email="Lucia.P@Pena.example", phone="+34 600 123 456")


@pytest.mark.req("ML-5")
@pytest.mark.parametrize(
    "text",
    [
        "panad",
        "PENA",
        "peña pan",
        "luc",
        "lucia.p@pena.ex",
        "LUCIA.P@",
        "lucia.p",
        "600123456",
        "+34 600",
        "3456",
        "0034 600-123-456",
        "123 456",
    ],
)
def test_a_customer_is_found_by_name_email_or_phone(text: str) -> None:
    assert finds(text, PENA)


@pytest.mark.parametrize("text", ["nadería", "peña x", "p@pena.example", "600 124", "!!", "-"])
def test_a_customer_is_not_found_by_something_else(text: str) -> None:
    assert not finds(text, PENA)


def test_a_blank_search_asks_for_nothing() -> None:
    assert asked("  ") is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+34 600 123 456", "600123456", True),
        ("0034 600 123 456", "+34600123456", True),
        ("0722 123 456", "+40 722 123 456", True),
        ("+34 600 123 456", "+40 600 123 456", False),
        ("123456", "99123456", False),
        ("123456", "123-456", True),
        ("", "", False),
        ("12", "12", False),
        (None, "600123456", False),
    ],
)
def test_phone_numbers_are_the_same_with_and_without_country_code(
    one: str | None, other: str | None, same: bool
) -> None:
    assert same_phone(one, other) is same
    assert same_phone(other, one) is same


@pytest.mark.parametrize(("kept", "given"), [("+34 600 123 456", "600123456"), ("600123456", "+34600123456")])
def test_the_index_is_asked_for_every_number_that_may_be_the_same(kept: str, given: str) -> None:
    prefix, exact = phone_twins(given)
    term = backwards(terms(Details("X", phone=kept))[0])
    assert term in exact or (prefix is not None and term.startswith(prefix))


@pytest.mark.req("C6")
def test_a_person_is_known_by_email_or_phone_and_by_nothing_else() -> None:
    assert same_person(PENA, "lucia.p@PENA.example", None)
    assert same_person(PENA, "other@x.example", "600123456")
    assert not same_person(PENA, None, None)
    assert not same_person(Details("Panadería Peña"), None, None)
    assert not same_person(PENA, "lucía.p@pena.example", None)
