"""What is found by what."""

import pytest

from customers.domain.card import Details
from customers.domain.checked import checked
from customers.domain.folding import latin
from customers.domain.search import Wanted, asked, identities, identity_terms, terms


def finds(text: str, details: Details) -> bool:
    """As the index does: some step asks for prefixes of some terms."""
    steps = asked(text)
    assert steps is not None
    found = terms(details)

    def met(wanted: Wanted) -> bool:
        begins = [any(term.startswith(prefix) for term in found) for prefix in (wanted.prefix, *wanted.also)]
        return all(begins) and not any(term.startswith(wanted.without) for term in found)

    ways = [[met(wanted) for wanted in step] for step in steps]
    assert all(len(set(way)) == 1 for way in ways), "the ways of a step find the same"
    assert sum(way[0] for way in ways) <= 1, "a card is found in one step"
    return any(way[0] for way in ways)


def person(name: str = "X", **fields: str) -> Details:
    return checked(Details(name, **fields), "ES")  # type: ignore[arg-type]


PENA = person("Panadería Peña", contact_person="Lucía", email="Lucia.P@Pena.example", phone="+34 600 123 456")
IVANOV = person("Щъркел ЕООД", contact_person="Георги Иванов", phone="0888 123 456", country="BG")


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
        "456",
        "@pena",
        "pena.ex",
        "lucia p",
    ],
)
def test_a_customer_is_found_by_name_email_or_phone(text: str) -> None:
    assert finds(text, PENA)


@pytest.mark.req("ML-5")
@pytest.mark.parametrize(
    "text", ["щъркел", "Shtarkel", "ivanov", "ИВАНОВ ге", "georgi iv", "0888123", "+359 888", "888", "123456", "3456"]
)
def test_a_customer_is_found_in_either_alphabet_and_by_either_form_of_his_number(text: str) -> None:
    assert finds(text, IVANOV)


@pytest.mark.parametrize(
    ("one", "other"), [("София", "Sofia"), ("Пейчев", "peychev"), ("Łódź", "lodz"), ("Straße", "STRASSE")]
)
def test_spellings_that_mean_the_same_are_the_same(one: str, other: str) -> None:
    assert latin(one) == latin(other)


@pytest.mark.req("ML-5")
@pytest.mark.parametrize("typed", ["ana@müller.de", "ana@xn--mller-kva.de"])
@pytest.mark.parametrize("text", ["ana@müll", "Ana@MÜLLER.de", "ana@xn--mller-kva.de", "@müller.de", "müller.de"])
def test_an_address_is_found_by_either_spelling_of_its_domain(typed: str, text: str) -> None:
    assert finds(text, person(email=typed))
    merged = terms(person(), identities(person(email=typed)))
    assert {"ana@muller.de", "ana@xn--mller-kva.de"} <= set(merged)


@pytest.mark.parametrize("text", ["nadería", "peña x", "p@pena.example", "600 124", "!!", "-", "0600 12"])
def test_a_customer_is_not_found_by_something_else(text: str) -> None:
    assert not finds(text, PENA)


@pytest.mark.req("ML-5")
@pytest.mark.parametrize("text", ["Ana García López", "garcía lópez ana", "LOPEZ ana", "gonzález"])
def test_a_name_that_is_typed_as_it_stands_or_from_another_word_on_is_one_prefix(text: str) -> None:
    steps = asked(text)
    assert steps is not None
    found = terms(person("Ana García López", contact_person="González"))
    assert any(term.startswith(steps[0][0].prefix) for term in found)


def test_a_blank_search_asks_for_nothing() -> None:
    assert asked("  ") is None


@pytest.mark.req("C6")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "+34 600 123 456"}, {"phone": "600-123456"}),
        ({"phone": "0034 600 123 456"}, {"phone": "(600) 123.456"}),
        ({"phone": "0722 123 456", "country": "RO"}, {"phone": "+40 722 123 456"}),
        ({"phone": "12 34 56"}, {"phone": "123456"}),
        ({"email": "Lucia@pena.example"}, {"email": "lucia@PENA.example", "phone": "+34 600 123 456"}),
        ({"email": "ana@müller.de"}, {"email": "Ana@XN--mller-kva.DE"}),
        ({"email": "ana@xn--mller-kva.de"}, {"email": "ana@MÜLLER.de"}),
    ],
)
def test_a_person_is_known_by_email_or_phone(one: dict[str, str], other: dict[str, str]) -> None:
    kept, given = person(**one), person(**other)
    assert identities(kept) & identities(given)
    assert set(identity_terms(given)) & set(terms(kept)), "the index is asked for it"


@pytest.mark.req("C6")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"phone": "+34 600 123 456"}, {"phone": "+40 600 123 456"}),
        ({"phone": "123456"}, {"phone": "99123456"}),
        ({"email": "lucia@pena.example"}, {"email": "lucía@pena.example"}),
        ({"email": "ana@müller.de"}, {"email": "ana@muller.de"}),
        ({"email": "ana@xn--zz.de"}, {"email": "ana@zz.de"}),
        ({}, {}),
    ],
)
def test_a_person_is_known_by_nothing_less(one: dict[str, str], other: dict[str, str]) -> None:
    assert not identities(person(**one)) & identities(person(**other))
