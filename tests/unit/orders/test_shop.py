"""The shop and its calendar."""

from datetime import UTC, date, datetime

import pytest

from orders.domain.customer import Shop


@pytest.mark.req("NX-23")
@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("UTC", date(2026, 12, 31)),
        ("Europe/Bucharest", date(2027, 1, 1)),
        ("America/Mexico_City", date(2026, 12, 31)),
        ("Pacific/Kiritimati", date(2027, 1, 1)),
    ],
)
def test_a_year_begins_where_the_shop_is(zone: str, day: date) -> None:
    shop = Shop("Casa Verde", "es", "EUR", time_zone=zone)
    assert shop.day_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == day
