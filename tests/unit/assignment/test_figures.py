"""How often a customer meets the same manager again, and how fast he is attended to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assignment.domain.figures import PlacedOrder, Reckoning, Waits

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def order(number: int, customer: str | None, manager: str | None, **fields: Any) -> PlacedOrder:
    """Placed a minute after the one before; `waited` seconds until M1, or whoever is named, handled it."""
    at = START + timedelta(minutes=number)
    waited, by = fields.get("waited"), fields.get("by", manager)
    return PlacedOrder(
        id=f"o{number:03}",
        customer_id=customer,
        placed_at=at,
        manager_id=manager,
        entered_by=fields.get("entered_by"),
        handled_at=None if waited is None else at + timedelta(seconds=waited),
        handled_by=None if waited is None else by,
    )


def reckoned(orders: Sequence[PlacedOrder], before: dict[str, str | None] | None = None) -> Reckoning:
    reckoning = Reckoning()
    reckoning.add(orders, before or {})
    return reckoning


@pytest.mark.req("RC-1")
def test_the_rate_is_of_orders_by_customers_who_ordered_before() -> None:
    found = reckoned(
        [
            order(1, "c1", "M1"),
            order(2, "c1", "M1"),
            order(3, "c1", "M2"),
            order(4, "c2", "M2"),
            order(5, None, "M1"),
            order(6, None, "M1"),
            order(7, "c3", "M2"),
        ],
        before={"c3": "M2"},
    )
    assert (found.total.orders, found.total.returning, found.total.same) == (7, 3, 2)
    assert found.total.repeat_rate == pytest.approx(2 / 3)
    m1, m2 = found.by_manager().values()
    assert (m1.orders, m1.returning, m1.same, m1.repeat_rate) == (4, 1, 1, 1.0)
    assert (m2.orders, m2.returning, m2.same, m2.repeat_rate) == (3, 2, 1, 0.5)


@pytest.mark.req("RC-1")
def test_an_order_that_nobody_has_is_no_meeting_and_the_one_after_it_no_reunion() -> None:
    found = reckoned([order(1, "c1", "M1"), order(2, "c1", None), order(3, "c1", "M1")])
    assert (found.total.orders, found.total.returning, found.total.same) == (2, 1, 0)
    assert reckoned([]).total.repeat_rate is None


@pytest.mark.req("RC-4")
def test_waits_are_his_who_was_first_to_handle_the_order_and_known_customers_stand_apart() -> None:
    found = reckoned(
        [
            order(1, "c1", "M1", waited=60),
            order(2, "c1", "M1", waited=10, by="boss"),
            order(3, "c1", "M1", waited=30),
            order(4, None, "M1", waited=90),
            order(5, "c2", "M1"),
            order(6, "c2", None),
            order(7, "c2", "M1", entered_by="M1"),
        ]
    )
    boss, m1 = found.by_manager()["boss"], found.by_manager()["M1"]
    assert (m1.new.seconds, m1.known.seconds, m1.unhandled) == ((60, 90), (30,), 1)
    assert (boss.known.seconds, boss.orders) == ((10,), 0)
    assert (found.total.known.median, found.total.new.median, found.total.unhandled) == (20, 75, 2)


@pytest.mark.req("RC-4")
def test_nine_of_ten_were_no_slower_than_the_ninetieth_percentile() -> None:
    assert Waits(tuple(range(1, 11))).p90 == 9
    assert Waits((7,)).p90 == Waits((7,)).median == 7
    assert (Waits().p90, Waits().median) == (None, None)


@pytest.mark.req("RC-1", "RC-4")
@given(
    some.lists(
        some.tuples(
            some.sampled_from(["c1", "c2", None]),
            some.sampled_from(["M1", "M2", None]),
            some.sampled_from([None, 5, 50]),
            some.sampled_from([None, "M1"]),
        )
    ),
    some.integers(0, 20),
)
def test_figures_add_up_and_do_not_depend_on_where_reading_paused(
    found: list[tuple[str | None, str | None, int | None, str | None]], pause: int
) -> None:
    orders = [
        order(number, customer, manager, waited=waited, by="M2", entered_by=entered_by)
        for number, (customer, manager, waited, entered_by) in enumerate(found)
    ]
    whole, parts = reckoned(orders), Reckoning()
    for part in (orders[:pause], orders[pause:]):
        parts.add(part, {})
    assert (parts.total, parts.by_manager()) == (whole.total, whole.by_manager())

    managers = whole.by_manager().values()
    for name in ("orders", "returning", "same"):
        assert sum(getattr(each, name) for each in managers) == getattr(whole.total, name)
    waits = sorted(second for each in managers for second in (*each.known.seconds, *each.new.seconds))
    assert waits == sorted((*whole.total.known.seconds, *whole.total.new.seconds))
