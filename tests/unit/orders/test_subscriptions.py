"""What orders listens to."""

from contracts.catalog import LISTENERS
from orders.consumers import SUBSCRIPTIONS


def test_exactly_what_the_catalogue_says_is_handled() -> None:
    assert set(SUBSCRIPTIONS) == set(LISTENERS["orders"])
