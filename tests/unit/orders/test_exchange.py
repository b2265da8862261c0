"""Prices by the rate of the day."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from contracts.money import Money
from orders.domain.exchange import Conversion, ExchangeRate, RatesOfDay
from orders.domain.pricing import LinesRefused, Price, Terms, Wanted, price_lines, price_of
from orders.domain.product import Product

NOW = datetime(2026, 11, 22, tzinfo=UTC)
DAY = date(2026, 11, 1)


def product(**prices: str) -> Product:
    return Product(
        id="tea",
        version=1,
        sku="TEA",
        name={"en": "Green tea"},
        prices={currency: Decimal(price) for currency, price in prices.items()},
        created_at=NOW,
        updated_at=NOW,
    )


def terms(currency: str, discount: str = "0", **rates: str) -> Terms:
    told = tuple(
        ExchangeRate(
            base=base,
            currency=currency,
            valid_from=DAY,
            rate=Decimal(rate),
            version=1,
            set_by="admin",
            created_at=NOW,
            updated_at=NOW,
        )
        for base, rate in rates.items()
    )
    return Terms(currency, Decimal(discount), ("en",), RatesOfDay(told))


def money(amount: str, currency: str) -> Money:
    return Money.of(Decimal(amount), currency)


@pytest.mark.req("ML-27")
@pytest.mark.parametrize(
    ("base", "rate", "discount", "listed", "personal"),
    [
        ("12.50", "4.9765", "0", "62.21", "62.21"),
        ("0.10", "1.05", "0", "0.11", "0.11"),
        ("0.05", "1.1", "50", "0.06", "0.03"),
        ("9999999999", "9999.99", "0", "99999899990000.01", "99999899990000.01"),
    ],
)
def test_the_unit_is_converted_and_rounded_half_up_before_the_discount(
    base: str, rate: str, discount: str, listed: str, personal: str
) -> None:
    price = price_of(product(EUR=base), terms("RON", discount, EUR=rate))
    how = Conversion(money(base, "EUR"), Decimal(rate), DAY)
    assert price == Price(money(listed, "RON"), money(personal, "RON"), how)


@pytest.mark.req("ML-27")
def test_a_currency_without_cents_is_rounded_to_whole_units() -> None:
    (line,) = price_lines([Wanted("tea", 3)], {"tea": product(EUR="12.50")}, terms("JPY", EUR="162.44"))
    assert (line.unit_price, line.total) == (money("2031", "JPY"), money("6093", "JPY"))


@pytest.mark.req("ML-27")
def test_a_price_of_the_list_goes_before_any_rate() -> None:
    price = price_of(product(EUR="10", RON="60"), terms("RON", EUR="4.9765"))
    assert price == Price(money("60", "RON"), money("60", "RON"))


@pytest.mark.req("ML-27")
def test_the_first_rate_that_leads_from_a_price_is_taken() -> None:
    price = price_of(product(GBP="10", USD="13"), terms("RON", EUR="5", GBP="6", USD="4"))
    assert price is not None
    assert price.converted == Conversion(money("10", "GBP"), Decimal(6), DAY)


@pytest.mark.req("ML-27")
def test_without_a_rate_the_refusal_names_product_and_currency() -> None:
    with pytest.raises(LinesRefused) as refused:
        price_lines([Wanted("tea", 1)], {"tea": product(EUR="1")}, terms("RON", USD="4"))
    assert [fault.why for fault in refused.value.faults] == [
        "TEA has no price in RON, and no exchange rate leads to one"
    ]


def test_more_than_can_be_kept_is_no_price() -> None:
    assert price_of(product(EUR="9999999999"), terms("RON", EUR="10000.01")) is None


@pytest.mark.req("ML-27")
def test_a_kept_line_keeps_its_rate() -> None:
    (before,) = price_lines([Wanted("tea", 1)], {"tea": product(EUR="10")}, terms("RON", EUR="5"))
    (after,) = price_lines([Wanted("tea", 2)], {"tea": product(EUR="10")}, terms("RON", EUR="6"), [before])
    assert (after.unit_price, after.total, after.converted) == (
        money("50", "RON"),
        money("100", "RON"),
        before.converted,
    )
