"""Which cards may be of one customer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from customers.domain.card import Card, Details
from customers.domain.checked import checked
from customers.domain.resemblance import WEIGHTS, twins


def card(identifier: str, name: str = "Casa Sol", **fields: Any) -> Card:
    details = checked(Details(name, **fields), "ES")
    return Card.made(identifier, details, "office", None, "staff", datetime(2026, 3, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ({"email": "Ana@Sol.test"}, {"email": "ana@sol.test"}, ("email",)),
        ({"email": "ana@müller.de"}, {"email": "ana@xn--mller-kva.de"}, ("email",)),
        ({"phone": "600 123 456"}, {"phone": "+34 600123456"}, ("phone",)),
        ({"vat_number": "ESB58378431"}, {"vat_number": "B58378431", "country": "ES"}, ("vat_number",)),
        ({"name": "Sol, S.L.", "country": "ES"}, {"name": "SOL", "country": "ES"}, ("name_country",)),
        ({"name": "Peña Casa", "address": "28013 Madrid"}, {"name": "casa pena", "address": "Mayor 1, 28013"},
         ("name_postcode",)),
        ({"name": "Иван", "country": "BG"}, {"name": "Ivan", "country": "BG"}, ("name_country",)),
        ({}, {}, ()),
        ({"country": "ES"}, {"country": "RO"}, ()),
        ({"name": "A", "country": "ES"}, {"name": "B", "country": "ES"}, ()),
        ({"name": "S.L.", "country": "ES"}, {"name": "S.A.", "country": "ES"}, ()),
    ],
)  # fmt: skip
def test_what_speaks_for_one_customer(one: dict[str, Any], other: dict[str, Any], reasons: tuple[str, ...]) -> None:
    for pair in (twins(card("1", **one), card("2", **other)), twins(card("2", **other), card("1", **one))):
        assert (pair.reasons if pair is not None else ()) == reasons
        if pair is not None:
            assert (pair.first.id, pair.second.id) == ("1", "2"), "the older first"
            assert pair.score == sum(WEIGHTS[reason] for reason in pair.reasons)


def test_more_in_common_speaks_louder_up_to_a_hundred() -> None:
    same = {"email": "a@b.test", "phone": "600123456", "country": "ES", "address": "28013"}
    pair = twins(card("1", **same), card("2", **same))
    assert pair is not None
    assert (pair.reasons, pair.score) == (("email", "phone", "name_postcode"), 100)
