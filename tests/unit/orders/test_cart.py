"""What lies in a cart, and what it remembers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.unit.orders.test_pricing import product, terms

from contracts.money import Money
from orders.domain.cart import MOST_LINES, MOST_REMEMBERED, Cart, CartFull, contents, emptied, handed_on, put
from orders.domain.promise import Seen

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
CART = Cart("link", 1, {"tea": Seen(2, None), "cup": Seen(1, None)}, NOW)


@pytest.mark.req("ML-28")
def test_a_cart_remembers_its_latest_submissions_also_when_it_is_filled_again() -> None:
    cart = Cart("link", 1, {"tea": Seen(2, None)}, NOW)
    for n in range(MOST_REMEMBERED + 1):
        cart = put(emptied(cart, f"submission {n}", f"order {n}", NOW), {"tea": Seen(n + 1, None)}, NOW)
    assert cart.ordered == {f"submission {n}": f"order {n}" for n in range(1, MOST_REMEMBERED + 1)}
    assert cart.items == {"tea": Seen(MOST_REMEMBERED + 1, None)}


@pytest.mark.req("ML-28")
def test_what_is_put_in_again_has_the_new_quantity_and_none_of_it_takes_it_out() -> None:
    filled = put(CART, {"tea": Seen(3, None), "cup": Seen(0, None)}, LATER)
    assert filled == Cart("link", 2, {"tea": Seen(3, None)}, LATER)
    assert put(filled, {"tea": Seen(3, None), "pot": Seen(0, None)}, LATER) is filled


@pytest.mark.req("ML-28")
def test_a_cart_holds_as_many_lines_as_an_order_and_no_more() -> None:
    full = put(CART, {f"p{n}": Seen(1, None) for n in range(MOST_LINES - 2)}, LATER)
    assert len(full.items) == MOST_LINES
    with pytest.raises(CartFull):
        put(full, {"one more": Seen(1, None)}, LATER)


@pytest.mark.req("ML-28")
def test_what_was_ordered_is_no_longer_in_the_cart() -> None:
    assert emptied(CART, "s", "o", LATER) == Cart("link", 2, {}, LATER, {"s": "o"})


@pytest.mark.req("N9")
def test_a_cart_that_goes_on_behind_another_link_is_the_same_cart() -> None:
    moved = handed_on(replace(CART, version=7, ordered={"s": "o"}), "new", LATER)
    assert moved == replace(CART, link_id="new", version=1, updated_at=LATER, ordered={"s": "o"})


@pytest.mark.req("ML-27", "ML-28")
def test_a_cart_shows_present_prices_and_keeps_without_one_what_is_no_longer_offered() -> None:
    cart = replace(CART, items={name: Seen(2, None) for name in ("tea", "old", "gone")})
    goods = {"tea": product(EUR="10"), "old": product("OLD", active=False, EUR="1")}
    tea, old, gone = contents(cart, goods, terms("EUR", "10", "ro"))
    assert (tea.name, tea.quantity, tea.total) == ("Ceai verde", 2, Money.of(Decimal(18), "EUR"))
    assert [(line.name, line.price, line.total) for line in (old, gone)] == [
        ("Ceai verde", None, None),
        ("gone", None, None),
    ]
