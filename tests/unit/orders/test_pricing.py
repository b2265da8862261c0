"""What lines cost."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import Money, minor_unit
from orders.domain.pricing import LinesRefused, Price, Terms, Wanted, price_lines, price_of, total_of
from orders.domain.product import Product, name_in

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def product(sku: str = "TEA", active: bool = True, **prices: str) -> Product:
    return Product(
        id=sku.lower(),
        version=1,
        sku=sku,
        name={"en": "Green tea", "ro": "Ceai verde"},
        prices={currency: Decimal(price) for currency, price in prices.items()},
        active=active,
        created_at=NOW,
        updated_at=NOW,
    )


def terms(currency: str = "EUR", discount: str = "0", *languages: str) -> Terms:
    return Terms(currency, Decimal(discount), languages or ("en",))


@pytest.mark.req("ML-27")
@pytest.mark.parametrize(
    ("base", "discount", "personal"),
    [
        ("12.50", "10", "11.25"),
        ("0.05", "50", "0.03"),
        ("9.99", "0", "9.99"),
        ("9.99", "100", "0.00"),
        ("0.15", "30", "0.11"),
    ],
)
def test_the_personal_price_is_rounded_half_up_per_unit(base: str, discount: str, personal: str) -> None:
    price = price_of(product(EUR=base), terms(discount=discount))
    assert price == Price(Money.of(Decimal(base), "EUR"), Money.of(Decimal(personal), "EUR"))


@pytest.mark.req("ML-27")
def test_the_unit_is_rounded_before_it_is_multiplied() -> None:
    (line,) = price_lines([Wanted("tea", 1000)], {"tea": product(EUR="0.05")}, terms(discount="50"))
    assert line.total == Money.of(Decimal("30.00"), "EUR")


@given(
    price=st.decimals(0, 10**6, places=2),
    discount=st.decimals(0, 100, places=2),
    quantities=st.lists(st.integers(1, 10**5), min_size=1, max_size=20),
)
def test_totals_are_exact_and_never_above_the_list(price: Decimal, discount: Decimal, quantities: list[int]) -> None:
    wanted = [Wanted("tea", quantity) for quantity in quantities]
    lines = price_lines(wanted, {"tea": product(EUR=str(price))}, terms(discount=str(discount)))
    total = total_of(lines, "EUR").amount
    assert total == sum(line.unit_price.amount * line.quantity for line in lines)
    assert total <= price * sum(quantities)
    assert total == total.quantize(minor_unit("EUR"))


@pytest.mark.req("ML-27")
def test_another_currencys_price_is_never_taken() -> None:
    with pytest.raises(LinesRefused) as refused:
        price_lines([Wanted("tea", 1)], {"tea": product(EUR="1")}, terms("RON"))
    assert [(fault.at, fault.field) for fault in refused.value.faults] == [(0, "product_id")]


def test_all_refused_lines_are_told_at_once() -> None:
    wanted = [Wanted("tea", 1), Wanted("none", 1), Wanted("old", 1), Wanted("tea", 10**6)]
    products = {"tea": product(EUR="9999999999"), "old": product("OLD", active=False, EUR="1")}
    with pytest.raises(LinesRefused) as refused:
        price_lines(wanted, products, terms())
    faults = [(fault.at, fault.field) for fault in refused.value.faults]
    assert faults == [(1, "product_id"), (2, "product_id"), (3, "quantity")]


def test_the_dearest_price_times_the_largest_quantity_is_refused_in_a_currency_of_four_decimals_too() -> None:
    with pytest.raises(LinesRefused) as refused:
        price_lines([Wanted("tea", 10**6)], {"tea": product(CLF="9999999999.9999")}, terms("CLF"))
    assert [(fault.at, fault.field) for fault in refused.value.faults] == [(0, "quantity")]


def test_a_total_that_could_not_be_told_is_refused() -> None:
    wanted = [Wanted("tea", 9_000)] * 2
    with pytest.raises(LinesRefused) as refused:
        price_lines(wanted, {"tea": product(EUR="9999999999")}, terms())
    assert [(fault.at, fault.field) for fault in refused.value.faults] == [(1, "quantity")]


@pytest.mark.parametrize("quantities", [(10**4,), (5_000, 5_000)])
def test_the_first_amount_that_is_too_much_is_refused_and_what_is_just_below_is_not(
    quantities: tuple[int, ...],
) -> None:
    wanted = [Wanted("tea", quantity) for quantity in quantities]
    assert price_lines(wanted, {"tea": product(EUR="9999999999.99")}, terms())
    with pytest.raises(LinesRefused):
        price_lines(wanted, {"tea": product(EUR="10000000000")}, terms())


def test_a_product_that_the_order_has_keeps_its_frozen_price_and_name() -> None:
    before = price_lines([Wanted("tea", 1)], {"tea": product(EUR="10")}, terms(discount="10"))
    (after,) = price_lines([Wanted("tea", 3)], {"tea": product(EUR="99", active=False)}, terms(), before)
    assert (after.unit_price, after.total) == (Money.of(Decimal(9), "EUR"), Money.of(Decimal(27), "EUR"))


@pytest.mark.req("NX-8")
def test_a_product_that_stands_in_several_lines_keeps_the_price_of_each() -> None:
    twice = [Wanted("tea", 1, discount_percent=Decimal(percent)) for percent in ("10", "20")]
    before = price_lines(twice, {"tea": product(EUR="10")}, terms())
    after = price_lines([Wanted("tea", quantity) for quantity in (3, 4, 5)], {}, terms(), before)
    assert [line.discount_percent for line in after] == [10, 20, 20]
    assert [line.total.amount for line in after] == [27, 32, 40]


@pytest.mark.req("RC-18")
def test_a_past_order_has_the_list_price_of_its_day_also_of_what_is_no_longer_offered() -> None:
    old = product("TEA", active=False, EUR="99")
    (line,) = price_lines([Wanted("tea", 2, Decimal("10.00"))], {"tea": old}, terms(discount="10"))
    assert (line.base_price, line.total) == (Money.of(Decimal(10), "EUR"), Money.of(Decimal(18), "EUR"))
    with pytest.raises(LinesRefused, match=r"10\.005 is finer than the smallest unit of EUR"):
        price_lines([Wanted("tea", 1, Decimal("10.005"))], {"tea": old}, terms())


PERCENTS = st.decimals(0, 100, places=2)
QUANTITIES = st.integers(1, 1_000_000)


@pytest.mark.req("NX-8")
@given(st.decimals(0, 10**6, places=2), PERCENTS, st.lists(st.tuples(QUANTITIES, st.none() | PERCENTS), max_size=8))
def test_a_discount_of_a_lines_own_goes_off_the_frozen_list_price_and_the_total_is_the_sum_of_rounded_lines(
    price: Decimal, discount: Decimal, wanted: list[tuple[int, Decimal | None]]
) -> None:
    known = {str(at): replace(product(EUR=str(price)), id=str(at)) for at in range(len(wanted))}
    theirs = terms(discount=str(discount))
    before = price_lines([Wanted(each, 1) for each in known], known, theirs)
    asked = [Wanted(str(at), quantity, discount_percent=percent) for at, (quantity, percent) in enumerate(wanted)]
    after = price_lines(asked, {}, theirs, before)
    assert after == price_lines(asked, known, theirs)
    for line, (quantity, percent) in zip(after, wanted, strict=True):
        assert line.discount_percent == (discount if percent is None else percent)
        assert line.total == line.base_price.discounted(line.discount_percent).times(quantity)
    assert total_of(after, "EUR").amount == sum((line.total.amount for line in after), Decimal(0))


def test_a_name_is_in_the_first_language_that_there_is() -> None:
    tea = product()
    assert [name_in(tea, "ro"), name_in(tea, "bg", "ro"), name_in(tea, "bg", "es")] == [
        "Ceai verde",
        "Ceai verde",
        "Green tea",
    ]
