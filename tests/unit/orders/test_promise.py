"""The price promise, and what an earlier order is worth today."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from contracts.money import Money
from orders.api.shop_orders import SubmissionBody
from orders.api.shop_seen import folded, seen_of
from orders.domain.pricing import Line, Terms
from orders.domain.product import Product
from orders.domain.promise import Difference, Seen, as_seen, differences
from orders.domain.reorder import Again, reorder

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def euros(amount: str) -> Money:
    return Money.of(Decimal(amount), "EUR")


def line(product_id: str, price: str, quantity: int = 1) -> Line:
    unit = euros(price)
    return Line(product_id, product_id.upper(), f"The {product_id}", quantity, unit, unit, Decimal(0), unit)


def product(product_id: str, price: str, *, active: bool = True) -> Product:
    prices = {"EUR": Decimal(price)}
    return Product(
        id=product_id,
        version=1,
        sku=product_id,
        name={"en": product_id},
        prices=prices,
        active=active,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.req("N11")
def test_what_was_seen_is_ordered_without_a_question() -> None:
    lines = (line("tea", "12.50", 2), line("cup", "0.99"))
    assert differences(as_seen(lines), lines) == ()


@pytest.mark.req("N11")
def test_every_difference_to_what_was_seen_is_told() -> None:
    seen = {
        "tea": Seen(2, euros("12.50")),
        "cup": Seen(1, euros("0.99")),
        "pot": Seen(1, euros("30")),
        "tin": Seen(1, Money.of(Decimal("12.50"), "RON")),
    }
    changed = differences(seen, (line("tea", "13", 2), line("cup", "0.99", 3), line("bag", "4"), line("tin", "12.50")))
    assert changed == (
        Difference("tea", "The tea", Seen(2, euros("12.50")), Seen(2, euros("13"))),
        Difference("cup", "The cup", Seen(1, euros("0.99")), Seen(3, euros("0.99"))),
        Difference("bag", "The bag", None, Seen(1, euros("4"))),
        Difference("tin", "The tin", Seen(1, Money.of(Decimal("12.50"), "RON")), Seen(1, euros("12.50"))),
        Difference("pot", None, Seen(1, euros("30")), None),
    )


def test_a_cart_from_before_there_were_promises_is_ordered_as_it_is() -> None:
    assert differences({"tea": Seen(1, None)}, (line("tea", "13"),)) == ()


@pytest.mark.req("N11")
def test_what_a_page_shows_comes_back_as_it_was() -> None:
    seen = as_seen((line("0198c0de-7a1b-7c3d-9e5f-0123456789ab", "12.50", 2), line("cup", "0.99")))
    told = SubmissionBody.model_validate({"submission_id": "1", "seen": folded("EUR", seen)})
    assert seen_of(told.seen) == seen
    assert seen_of(None) is None


@pytest.mark.parametrize(
    "wrong",
    ["EUR tea*2", "EUR tea*two*1.00", "EUR tea*2*1.001", "XXX1 tea*1*1", "EUR tea*0*1", "EUR tea*1*NaN", [{}], 7],
)
def test_what_no_page_shows_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        SubmissionBody.model_validate({"submission_id": "1", "seen": wrong})


@pytest.mark.req("ML-28")
def test_an_earlier_order_is_divided_into_what_can_be_had_today_and_what_is_gone() -> None:
    lines = (line("tea", "12.50", 2), line("cup", "0.99"), line("pot", "30"), line("tin", "5"), line("tea", "12.50"))
    products = {"tea": product("tea", "13"), "cup": product("cup", "0.99"), "pot": product("pot", "30", active=False)}
    today = reorder("O-1", lines, products, Terms("EUR", Decimal(0), ("en",)))
    tea = Again("tea", "The tea", 3, euros("12.50"), euros("13"))
    assert today.offered == (tea, Again("cup", "The cup", 1, euros("0.99"), euros("0.99")))
    assert today.changed == (tea,)
    assert today.gone == ("The pot", "The tin")
    assert replace(tea, now=tea.then).is_changed is False
