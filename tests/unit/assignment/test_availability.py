"""Working hours in the person's own zone, over midnight and over clock changes; absences; cover chains."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.unit.assignment.company import M1, M2, M3, NOW, K, away, gone, off_duty

from assignment.domain.absences import Phase, StaffAbsence
from assignment.domain.availability import (
    LONGEST_COVER_CHAIN,
    absence_at,
    cover_of,
    why_unavailable,
    within_hours,
)
from assignment.domain.facts import Absence, Roster, StaffFact, Window
from assignment.domain.rows import PassedOver

MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def working(zone: str, *windows: Window, holidays: tuple[date, ...] = ()) -> StaffFact:
    return replace(M1, time_zone=zone, working_hours=windows, holidays=holidays)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.req("O9")
@pytest.mark.parametrize(
    ("zone", "instant", "inside"),
    [
        ("Europe/Sofia", "2026-03-02T06:59:59", False),
        ("Europe/Sofia", "2026-03-02T07:00:00", True),
        ("Europe/Sofia", "2026-03-02T14:59:59", True),
        ("Europe/Sofia", "2026-03-02T15:00:00", False),
        ("America/Mexico_City", "2026-03-02T07:00:00", False),
        ("America/Mexico_City", "2026-03-02T15:00:00", True),
        ("Europe/Sofia", "2026-03-03T10:00:00", False),
    ],
)
def test_hours_are_read_on_the_persons_own_clock(zone: str, instant: str, inside: bool) -> None:
    person = working(zone, Window(MONDAY, time(9), time(17)))
    assert within_hours(person, utc(instant)) is inside


@pytest.mark.req("O9")
def test_no_hours_means_any_hour() -> None:
    assert within_hours(M1, NOW)


@pytest.mark.req("O9")
@pytest.mark.parametrize(
    ("instant", "inside"),
    [
        ("2026-03-06T21:59:00", False),
        ("2026-03-06T22:00:00", True),
        ("2026-03-07T05:59:00", True),
        ("2026-03-07T06:00:00", False),
        ("2026-03-06T05:00:00", False),
        ("2026-03-07T22:30:00", False),
    ],
)
def test_a_night_shift_reaches_into_the_next_day_and_not_into_its_own_morning(instant: str, inside: bool) -> None:
    assert within_hours(working("UTC", Window(FRIDAY, time(22), time(6))), utc(instant)) is inside


@pytest.mark.req("O9")
def test_a_sunday_night_shift_reaches_into_monday() -> None:
    assert within_hours(working("UTC", Window(SUNDAY, time(22), time(6))), utc("2026-03-09T03:00:00"))


@pytest.mark.req("O9")
def test_a_holiday_takes_the_shift_that_begins_on_it_and_not_the_one_that_runs_into_it() -> None:
    nights = (Window(FRIDAY, time(22), time(6)), Window(SATURDAY, time(22), time(6)))
    person = working("UTC", *nights, holidays=(date(2026, 3, 7),))
    assert within_hours(person, utc("2026-03-07T03:00:00"))
    assert not within_hours(person, utc("2026-03-07T23:00:00"))
    assert not within_hours(person, utc("2026-03-08T03:00:00"))


@pytest.mark.req("O9")
def test_hours_follow_the_wall_clock_over_the_change_to_summer_time() -> None:
    person = working("Europe/Madrid", Window(FRIDAY, time(9), time(17)), Window(MONDAY, time(9), time(17)))
    assert not within_hours(person, utc("2026-03-27T07:30:00"))
    assert within_hours(person, utc("2026-03-30T07:30:00"))


@pytest.mark.req("O9")
def test_a_night_shift_ends_by_the_wall_clock_when_the_night_lacks_an_hour() -> None:
    person = working("Europe/Madrid", Window(SATURDAY, time(22), time(6)))
    assert within_hours(person, utc("2026-03-29T03:59:00"))
    assert not within_hours(person, utc("2026-03-29T04:00:00"))


@pytest.mark.req("O9")
@pytest.mark.parametrize("instant", ["2026-10-25T00:30:00", "2026-10-25T01:30:00"])
def test_the_hour_that_comes_twice_counts_both_times(instant: str) -> None:
    assert within_hours(working("Europe/Madrid", Window(SUNDAY, time(2), time(3))), utc(instant))


@pytest.mark.req("M3")
def test_an_absence_holds_from_its_start_until_just_before_its_end() -> None:
    person = replace(M1, absences=(Absence(NOW, NOW + timedelta(hours=1)),))
    assert why_unavailable(person, NOW - timedelta(seconds=1)) is None
    assert why_unavailable(person, NOW) is PassedOver.ABSENT
    assert why_unavailable(person, NOW + timedelta(hours=1)) is None


@pytest.mark.req("M3")
@pytest.mark.parametrize(
    ("seconds", "phase"), [(-1, Phase.PLANNED), (0, Phase.CURRENT), (59, Phase.CURRENT), (60, Phase.OVER)]
)
def test_an_absence_begins_and_ends_by_itself(seconds: int, phase: Phase) -> None:
    absence = StaffAbsence("a", 1, "M1", NOW, NOW + timedelta(minutes=1), None, NOW, NOW)
    assert absence.phase(NOW + timedelta(seconds=seconds)) is phase


@pytest.mark.req("O8")
def test_of_two_absences_at_once_the_one_with_a_cover_counts() -> None:
    bare, covered = away(M1).absences[0], away(M1, "K").absences[0]
    assert absence_at(replace(M1, absences=(bare, covered)), NOW) is covered


@pytest.mark.req("O8", "M3")
def test_covers_chain_to_the_first_available_person() -> None:
    roster = Roster(1, [away(M1, "M2"), away(M2, "M3"), M3])
    cover = cover_of(away(M1, "M2"), roster, NOW)
    assert cover.person is not None
    assert cover.person.id == "M3"
    assert cover.passed_over == (("M2", PassedOver.ABSENT),)


@pytest.mark.req("O8", "M3")
@pytest.mark.parametrize(
    "people", [[away(M1, "M1")], [away(M1, "M2"), away(M2, "M1")], [away(M1, "M2"), away(M2, "M3"), away(M3, "M2")]]
)
def test_a_circle_of_covers_ends_with_nobody(people: list[StaffFact]) -> None:
    assert cover_of(people[0], Roster(1, people), NOW).person is None


@pytest.mark.req("O8", "M3")
def test_an_endless_chain_of_covers_is_cut() -> None:
    chain = [away(StaffFact(f"p{i:02}"), f"p{i + 1:02}") for i in range(30)]
    cover = cover_of(chain[0], Roster(1, [*chain, StaffFact("p30")]), NOW)
    assert cover.person is None
    assert len(cover.passed_over) == LONGEST_COVER_CHAIN


@pytest.mark.req("O8")
@pytest.mark.parametrize(
    "k", [gone(K), away(K), gone(away(K, "M2"))], ids=["inactive", "absent without cover", "inactive with cover"]
)
def test_a_cover_who_cannot_stand_in_is_no_cover(k: StaffFact) -> None:
    cover = cover_of(away(M1, "K"), Roster(1, [k, M2]), NOW)
    assert cover.person is None
    assert cover.passed_over == (("K", PassedOver.ABSENT if k.active else PassedOver.INACTIVE),)


@pytest.mark.req("O8")
def test_a_cover_outside_his_hours_stands_in_all_the_same() -> None:
    roster = Roster(1, [off_duty(K), M2])
    assert cover_of(away(M1, "K"), roster, NOW).person is roster.get("K")
