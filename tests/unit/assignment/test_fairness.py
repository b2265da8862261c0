"""When somebody could have been given an order, and how evenly the orders went (N7)."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assignment.domain.availability import within_hours
from assignment.domain.eligible_time import Span, State, eligible_spans, time_in
from assignment.domain.facts import Absence, StaffFact, Window
from assignment.domain.fairness import Candidate, Gift, pool_fairness

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = Span(MONDAY, MONDAY + timedelta(days=7))
NINE_TO_FIVE = tuple(Window(day, time(9), time(17)) for day in range(5))

clock_times = some.times().map(lambda at: at.replace(second=0, microsecond=0))
people = some.builds(
    StaffFact,
    id=some.just("M1"),
    active=some.just(True),
    manager_role=some.just(True),
    # Clocks change at night, at midnight, by half an hour, and never; one lies 45 minutes beside the hour.
    time_zone=some.sampled_from(
        ["Europe/Madrid", "America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo"]
    ),
    working_hours=some.lists(
        some.builds(Window, some.integers(0, 6), clock_times, clock_times), min_size=1, max_size=4
    ).map(tuple),
    holidays=some.lists(some.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=3).map(tuple),
    absences=some.just(()),
    weight=some.just(1),
    capacity=some.none(),
    daily_quota=some.none(),
    groups=some.just(()),
    version=some.just(1),
    supervisor=some.just(False),
)
moments = some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=some.just(UTC))  # noqa: DTZ001


def on(day: int, hour: int = 0) -> datetime:
    return MONDAY + timedelta(days=day, hours=hour)


def hours(spans: tuple[Span, ...]) -> float:
    return time_in(spans, WEEK.start, WEEK.end) / timedelta(hours=1)


@pytest.mark.req("N7")
@given(people, moments, some.integers(0, 40 * 24 * 60), some.lists(some.integers(0, 40 * 24 * 60), max_size=40))
def test_he_is_eligible_when_a_decision_would_have_found_him_inside_his_hours(
    person: StaffFact, start: datetime, length: int, minutes: list[int]
) -> None:
    end = start + timedelta(minutes=length)
    spans = eligible_spans([State(start, person)], [], Span(start, end), respect_availability=True)
    for at in (start + timedelta(minutes=minute) for minute in minutes):
        if at < end:
            assert any(span.start <= at < span.end for span in spans) == within_hours(person, at)
    assert all(one.end < other.start for one, other in pairwise(spans))


@pytest.mark.req("N7")
def test_the_clocks_change_inside_a_night_shift() -> None:
    """From 22:00 to 06:00 in Madrid the night before the last Sunday of March has seven hours, of October nine."""
    night = StaffFact("M1", time_zone="Europe/Madrid", working_hours=(Window(5, time(22), time(6)),))
    for day, length in ((datetime(2026, 3, 28, tzinfo=UTC), 7), (datetime(2026, 10, 24, tzinfo=UTC), 9)):
        weekend = Span(day, day + timedelta(days=2))
        spans = eligible_spans([State(day, night)], [], weekend, respect_availability=True)
        assert time_in(spans, weekend.start, weekend.end) == timedelta(hours=length)


@pytest.mark.req("N7", "M1", "M3")
def test_only_time_in_which_he_was_active_a_manager_and_there_counts() -> None:
    person = StaffFact("M1", working_hours=NINE_TO_FIVE)
    away = [Absence(on(1, 12), on(2, 12)), Absence(on(2), on(2, 10))]
    states = [
        State(on(0, 10), person),
        State(on(3), StaffFact("M1", working_hours=NINE_TO_FIVE, active=False)),
        State(on(4), StaffFact("M1", working_hours=NINE_TO_FIVE, manager_role=False)),
        State(on(4, 12), person),
    ]
    spans = eligible_spans(states, away, WEEK, respect_availability=True)
    assert hours(spans) == 7 + 3 + 5 + 0 + 5
    unasked = eligible_spans(states, away, WEEK, respect_availability=False)
    assert hours(unasked) == 62 + 60
    assert eligible_spans([], [], WEEK, respect_availability=True) == ()


@pytest.mark.req("N7")
@pytest.mark.parametrize(("start", "end", "length"), [(1, 5, 3), (4, 10, 0), (12, 20, 2), (0, 24, 8), (20, 24, 0)])
def test_only_what_lies_between_two_instants_is_counted(start: int, end: int, length: int) -> None:
    spans = (Span(on(0), on(0, 4)), Span(on(0, 10), on(0, 14)))
    hour = timedelta(hours=1)
    assert time_in(spans, on(0) + start * hour, on(0) + end * hour) == length * hour


@pytest.mark.req("N7")
def test_half_the_hours_and_half_the_orders_are_even() -> None:
    full, half = (Span(on(0), on(4)),), (Span(on(0), on(2)),)
    gifts = [Gift(on(0, hour), "p", staff_id) for hour, staff_id in ((1, "M1"), (2, "M2"), (3, "M1"))]

    found = pool_fairness("p", gifts, [Candidate("M1", full), Candidate("M2", half)], WEEK)

    m1, m2 = found.shares
    assert found.given == 3
    assert found.gap == pytest.approx(1)
    assert (m1.given, m1.hours, m1.per_hour) == (2, 96, 2 / 96)
    assert m1.share == pytest.approx(2 / 3)
    assert m1.due == pytest.approx(2 / 3)
    assert (m1.wait, m2.wait) == (93, 46)


@pytest.mark.req("N7")
def test_turns_by_weight_are_even_when_they_follow_the_weights() -> None:
    spans = (WEEK,)
    gifts = [Gift(on(hour), "p", staff_id) for hour, staff_id in ((1, "M1"), (2, "M1"), (3, "M2"))]
    found = pool_fairness("p", gifts, [Candidate("M1", spans, 2), Candidate("M2", spans)], WEEK)
    assert found.gap == pytest.approx(1)


@pytest.mark.req("N7", "N15")
def test_who_got_nothing_waited_all_the_time_and_one_alone_hears_nothing_of_the_others() -> None:
    found = pool_fairness(
        "p", [Gift(on(1), "p", "M1")], [Candidate("M1", (WEEK,)), Candidate("M2", (WEEK,)), Candidate("M3", ())], WEEK
    )
    assert found.gap is None
    assert [share.wait for share in found.shares] == [144, 168, 0]
    assert found.shares[2].per_hour is None
    own = found.only("M2")
    assert (own.given, own.gap, [(share.staff_id, share.share, share.due) for share in own.shares]) == (
        0,
        None,
        [("M2", None, None)],
    )
    assert pool_fairness("p", [], [Candidate("M1", ())], WEEK).shares[0].share is None
