"""What cells mean."""

from decimal import Decimal

import pytest

from devstack.importer import values


@pytest.mark.parametrize(
    ("cell", "currency", "price"),
    [
        ("9.80000019", "USD", "9.80"),
        ("34.7999992", "EUR", "34.80"),
        ("0.2849999", "EUR", "0.29"),
        ("18", "EUR", "18.00"),
        ("12,5", "EUR", "12.50"),
        ("12.345", None, "12.35"),
        ("1234.5", "JPY", "1235"),
        ("1.23456", "BHD", "1.235"),
    ],
)
def test_a_price_is_rounded_half_up_to_the_minor_unit(cell: str, currency: str | None, price: str) -> None:
    assert values.price(cell, currency) == price


@pytest.mark.parametrize("cell", ["1,234", "1.234,5", "abc", "1e5", "NaN", "12 €", "1 2", "--1", "٣"])
def test_a_number_that_is_not_clear_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="no clear number"):
        values.number(cell)


def test_numbers_of_any_length_are_no_crash() -> None:
    with pytest.raises(ValueError, match="too long"):
        values.price("9" * 60, "EUR")


@pytest.mark.parametrize(
    ("cell", "percent"), [("0.150000006", "15"), ("0.00999999978", "1"), ("0", "0"), ("0.25", "25"), ("1", "100")]
)
def test_a_fraction_becomes_the_percent_that_was_meant(cell: str, percent: str) -> None:
    assert values.fraction(cell) == percent


@pytest.mark.parametrize(("cell", "percent"), [("7.50", "7.5"), ("12 %", "12"), ("10%", "10"), ("7,5", "7.5")])
def test_a_percent_may_bear_its_sign(cell: str, percent: str) -> None:
    assert values.percent(cell) == percent


@pytest.mark.parametrize(
    ("cell", "flag"), [("1", True), ("No", False), ("TRUE", True), ("!1", False), ("!f", True), ("! yes", False)]
)
def test_yes_and_no_and_their_contraries(cell: str, flag: bool) -> None:
    assert values.flag(cell) is flag


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(ValueError, match="'maybe' is neither"):
        values.flag("!maybe")


def test_whole_numbers() -> None:
    assert values.whole("12.0") == 12
    with pytest.raises(ValueError, match="no whole number"):
        values.whole("1.5")


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("1996-07-04", "1996-07-04T00:00:00Z"),
        ("1996-07-04 00:00:00.000", "1996-07-04T00:00:00Z"),
        ("2026-11-22T09:30:00+01:00", "2026-11-22T09:30:00+01:00"),
    ],
)
def test_days_and_instants(cell: str, moment: str) -> None:
    assert values.moment(cell) == moment


@pytest.mark.parametrize("cell", ["04/07/1996", "yesterday", "1996-13-01"])
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is no date"):
        values.moment(cell)


def test_names_are_separated() -> None:
    assert values.names("Sellers; Managers |Field reps") == ["Sellers", "Managers", "Field reps"]


def test_a_decimal_is_never_a_float() -> None:
    assert values.number("0.1") + values.number("0.2") == Decimal("0.3")
