"""Amounts are written as Babel writes them, only faster."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.notify.letters import LANGUAGES

from contracts.money import minor_unit
from notify.gateways.printer.formats import moment, money_format, percent


@given(
    st.sampled_from(LANGUAGES),
    st.sampled_from(("EUR", "RON", "BGN", "USD", "JPY", "KWD")),
    st.decimals(-(10**12), 10**12, places=3),
)
def test_money_is_written_as_babel_writes_it(language: str, currency: str, amount: Decimal) -> None:
    exact = amount.quantize(minor_unit(currency)) + 0
    babel = format_currency(exact, currency, locale=language)

    # Babel puts nothing between a currency's letters and the number, which CLDR wants.
    assert money_format(language, currency)(exact).replace("\xa0", "") == babel.replace("\xa0", "")


def test_letters_of_a_currency_stand_apart_from_the_number() -> None:
    assert money_format("en", "RON")(Decimal("1234.5")) == "RON\xa01,234.50"
    assert money_format("en", "EUR")(Decimal(5)) == "€5.00"


@pytest.mark.parametrize(("value", "written"), [("10", "10%"), ("7.5", "7.5%"), ("0.125", "0.125%"), ("100", "100%")])
def test_a_discount_is_written_in_full(value: str, written: str) -> None:
    assert percent("en", Decimal(value)) == written


def test_times_are_the_readers() -> None:
    at = datetime(2026, 11, 22, 23, 30, 59, tzinfo=UTC)

    assert moment("es", at, "Europe/Sofia") == "23 nov 2026, 1:30"
    assert moment("es", at, "Nowhere/../etc") == moment("es", at, "UTC").removesuffix(" UTC")
    assert moment("es", at, "UTC") == "22 nov 2026, 23:30 UTC"
