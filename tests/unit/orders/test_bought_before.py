"""What a customer bought before."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.unit.orders.test_order import order

from contracts.money import Money
from orders.domain.bought_before import bought_before
from orders.domain.lifecycle import State
from orders.domain.order import Kind, Order
from orders.domain.pricing import Line


def line(product: str, quantity: int, price: str) -> Line:
    unit = Money.of(Decimal(price), "EUR")
    return Line(product, product.upper(), product, quantity, unit, unit, Decimal(0), unit.times(quantity))


def sale(day: int, *lines: Line, kind: Kind = Kind.ORDER, state: State = State.DELIVERED) -> Order:
    return replace(order(kind, state), lines=lines, created_at=datetime(2026, 11, day, tzinfo=UTC))


@pytest.mark.req("RC-3")
def test_what_was_bought_most_often_comes_first_as_it_was_bought_last() -> None:
    past = replace(sale(20, line("cup", 9, "1")), ordered_at=datetime(2020, 1, 1, tzinfo=UTC))
    sales = [past, sale(3, line("tea", 2, "12")), sale(2, line("cup", 4, "5")), sale(1, line("tea", 1, "10"))]
    found = bought_before([*sales, sale(4, line("jar", 1, "7"), line("jar", 2, "7"))])
    assert [(each.product_id, each.times, each.quantity, str(each.unit_price.amount)) for each in found] == [
        ("tea", 2, 2, "12.00"),
        ("cup", 2, 4, "5.00"),
        ("jar", 1, 3, "7.00"),
    ]


@pytest.mark.req("RC-3")
def test_what_was_only_quoted_or_was_cancelled_was_not_bought() -> None:
    tea = line("tea", 1, "10")
    assert bought_before([sale(1, tea, kind=Kind.QUOTE), sale(2, tea, state=State.CANCELLED)]) == ()
    assert len(bought_before([sale(1, tea, kind=Kind.PURCHASE)])) == 1
