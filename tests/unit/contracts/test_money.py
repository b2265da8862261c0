"""Money: decimals in a currency, rounded half up to its minor unit, never floats (ML-27)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.money import Money, Percent, minor_unit

PLACES = {"EUR": 2, "RON": 2, "BGN": 2, "USD": 2, "JPY": 0, "BHD": 3, "KWD": 3}
CURRENCIES = st.sampled_from(sorted(PLACES))
AMOUNTS = st.decimals(-(10**9), 10**9, places=6, allow_nan=False, allow_infinity=False)
PERCENTS = st.decimals(0, 100, places=4)


def half_up(exact: Fraction, places: int) -> Fraction:
    """Rounded half away from zero, by whole numbers alone."""
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if exact >= 0 else -whole, 10**places)


@pytest.mark.parametrize(("currency", "places"), PLACES.items())
def test_each_currency_has_its_minor_unit(currency: str, places: int) -> None:
    assert minor_unit(currency) == Decimal(1).scaleb(-places)


@pytest.mark.req("ML-27")
@given(AMOUNTS, CURRENCIES)
def test_an_amount_is_rounded_half_up_to_the_minor_unit(amount: Decimal, currency: str) -> None:
    money = Money.of(amount, currency)
    assert Fraction(money.amount) == half_up(Fraction(amount), PLACES[currency])
    assert money.amount.as_tuple().exponent == -PLACES[currency]


@pytest.mark.req("ML-27")
@given(st.decimals(0, 10**7, places=3), CURRENCIES, PERCENTS, st.integers(0, 10_000))
def test_the_personal_price_is_rounded_per_unit_before_it_is_multiplied(
    base: Decimal, currency: str, percent: Decimal, quantity: int
) -> None:
    price = Money.of(base, currency)
    unit = half_up(Fraction(price.amount) * (100 - Fraction(percent)) / 100, PLACES[currency])
    assert Fraction(price.discounted(percent).amount) == unit
    assert Fraction(price.discounted(percent).times(quantity).amount) == unit * quantity


@pytest.mark.req("ML-27")
@pytest.mark.parametrize(
    ("base", "currency", "percent", "unit"),
    [
        ("12.50", "EUR", "10", "11.25"),
        ("0.05", "EUR", "50", "0.03"),
        ("1.005", "BHD", "50", "0.503"),
        ("99", "JPY", "50", "50"),
        ("10.01", "RON", "7.5", "9.26"),
        ("10.00", "EUR", "100", "0.00"),
        ("10.00", "EUR", "0", "10.00"),
    ],
)
def test_prices_worked_out_by_hand(base: str, currency: str, percent: str, unit: str) -> None:
    assert str(Money.of(Decimal(base), currency).discounted(Decimal(percent)).amount) == unit


@given(AMOUNTS, CURRENCIES)
def test_money_comes_back_from_json_as_it_went_out(amount: Decimal, currency: str) -> None:
    money = Money.of(amount, currency)
    assert Money.model_validate_json(money.model_dump_json()) == money
    assert Money.model_validate(money.to_doc()) == money
    assert f'"amount":"{money.amount:f}"' in money.model_dump_json()


@given(AMOUNTS, AMOUNTS, CURRENCIES)
def test_sums_are_exact(one: Decimal, other: Decimal, currency: str) -> None:
    a, b = Money.of(one, currency), Money.of(other, currency)
    assert a.plus(b) == b.plus(a)
    assert Fraction(a.plus(b).amount) == Fraction(a.amount) + Fraction(b.amount)
    assert a.plus(Money.zero(currency)) == a


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="RON"):
        Money.zero("EUR").plus(Money.zero("RON"))


@pytest.mark.parametrize("amount", ["12.5", "12.50", "12.500", "1250e-2", 12, "-0.00", "0"])
def test_an_amount_may_be_written_in_any_exact_way(amount: object) -> None:
    money = Money.model_validate({"amount": amount, "currency": "EUR"})
    assert money.amount.as_tuple().exponent == -2
    assert not str(money.amount).startswith("-0.00")


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        (12.5, "EUR"),
        (0.1, "EUR"),
        ("12.505", "EUR"),
        ("1.5", "JPY"),
        ("1.0005", "BHD"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("1e23", "EUR"),
        ("1" * 25, "JPY"),
        ("1e999999", "EUR"),
        ("", "EUR"),
        ("12,50", "EUR"),
        (None, "EUR"),
        (True, "EUR"),
        ("1", "EURO"),
        ("1", "eur"),
        ("1", "ZZZ"),
        ("1", None),
    ],
)
def test_what_is_no_exact_amount_of_a_currency_is_refused(amount: object, currency: object) -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": amount, "currency": currency})


def test_an_amount_too_long_to_be_kept_is_refused_where_it_comes_to_be() -> None:
    most = Money.of(Decimal("9999999999999999999999.99"), "EUR")
    assert Money.model_validate_json(most.model_dump_json()) == most
    with pytest.raises(ValueError, match="24 digits"):
        most.times(10)


def test_rounding_does_not_depend_on_the_surroundings() -> None:
    from decimal import ROUND_DOWN, localcontext

    with localcontext() as context:
        context.rounding = ROUND_DOWN
        context.prec = 28
        assert Money.of(Decimal("0.005"), "EUR").amount == Decimal("0.005").quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("percent", "good"), [("0", True), ("100", True), ("7.5", True), ("-1", False), ("100.1", False)]
)
def test_a_discount_lies_between_nothing_and_everything(percent: str, good: bool) -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(Percent)
    if good:
        assert adapter.validate_python(percent) == Decimal(percent)
    else:
        with pytest.raises(ValidationError):
            adapter.validate_python(percent)
