"""What a cart remembers."""

from datetime import UTC, datetime

import pytest

from orders.domain.cart import MOST_REMEMBERED, Cart, emptied, put
from orders.domain.promise import Seen

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


@pytest.mark.req("ML-28")
def test_a_cart_remembers_its_latest_submissions_also_when_it_is_filled_again() -> None:
    cart = Cart("link", 1, {"tea": Seen(2, None)}, NOW)
    for n in range(MOST_REMEMBERED + 1):
        cart = put(emptied(cart, f"submission {n}", f"order {n}", NOW), {"tea": Seen(n + 1, None)}, NOW)
    assert cart.ordered == {f"submission {n}": f"order {n}" for n in range(1, MOST_REMEMBERED + 1)}
    assert cart.items == {"tea": Seen(MOST_REMEMBERED + 1, None)}
