"""The instants at which somebody may become eligible by the clock alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from tests.unit.assignment.company import CAREFUL, M1, M2, NOW, WHEEL, gone

from assignment.domain.chances import Chances
from assignment.domain.facts import Absence, Roster, StaffFact, Window
from assignment.domain.settings import Settings

WORKDAYS = tuple(Window(day, time(9), time(17)) for day in range(5))
MADRID = "Europe/Madrid"


def chances(*people: StaffFact, settings: Settings = CAREFUL, since: datetime = NOW, days: int = 2) -> list[datetime]:
    asked, roster, until = Chances(settings), Roster(1, people), since + timedelta(days=days)
    found: list[datetime] = []
    while (instant := asked.first(roster, found[-1] if found else since, until)) is not None:
        found.append(instant)
    return found


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.req("N2", "N14")
def test_a_window_begins_on_the_wall_clock_of_its_person_also_where_the_clocks_change() -> None:
    person = replace(M1, working_hours=WORKDAYS, time_zone=MADRID)
    assert chances(person) == [at(5, 8), at(6, 8)]
    # Clocks go forward on Sunday the 29th.
    assert chances(person, since=at(27, 12), days=4) == [at(30, 7), at(31, 7)]
    assert chances(replace(person, holidays=(date(2026, 3, 30),)), since=at(27, 12), days=4) == [at(31, 7)]


@pytest.mark.req("N2", "N14")
def test_a_window_that_begins_just_where_one_day_was_looked_at_is_found() -> None:
    person = replace(M1, working_hours=(Window(3, time(10), time(11)),))
    assert chances(person, since=NOW - timedelta(days=1), days=3) == [NOW + timedelta(days=1)]
    assert chances(person, since=NOW + timedelta(days=1), days=3) == []


@pytest.mark.req("N2", "N14", "M3")
def test_an_absence_begins_for_his_cover_and_ends_for_himself() -> None:
    away = Absence(at(5, 12), at(5, 15), "M2")
    assert chances(replace(M1, absences=(away,))) == [at(5, 12), at(5, 15)]
    part_time = replace(M1, working_hours=(Window(3, time(14), time(16)),), absences=(away,))
    assert chances(part_time) == [at(5, 12), at(5, 15)]


@pytest.mark.req("N2", "N14")
def test_a_quota_begins_anew_at_the_midnight_of_its_person() -> None:
    tokyo = replace(M1, daily_quota=3, time_zone="Asia/Tokyo")
    assert chances(tokyo, settings=WHEEL) == [at(4, 15), at(5, 15)]
    # In Havana this midnight does not exist: the day begins at one o'clock, which is the same instant.
    havana = replace(M1, daily_quota=3, time_zone="America/Havana")
    assert chances(havana, settings=WHEEL, since=at(7, 12), days=2) == [at(8, 5), at(9, 4)]


@pytest.mark.req("N2", "N14")
def test_what_the_settings_do_not_ask_opens_nothing_nor_does_who_has_left() -> None:
    person = replace(M1, working_hours=WORKDAYS, absences=(Absence(at(5, 12), at(5, 15)),))
    assert chances(person, settings=WHEEL) == []
    assert chances(gone(replace(person, daily_quota=1)), M2) == []


@pytest.mark.req("N2", "N14")
def test_instants_are_those_of_the_roster_that_is_asked_about() -> None:
    asked, until = Chances(CAREFUL), NOW + timedelta(days=1)
    early, late = (Roster(each, [replace(M1, working_hours=(Window(2, time(each), time(23)),))]) for each in (12, 15))
    assert asked.first(early, NOW, until) == at(4, 12)
    assert asked.first(late, NOW, until) == at(4, 15)
    assert asked.first(early, NOW, at(4, 12)) == at(4, 12), "the end is included"
    assert asked.first(early, NOW, at(4, 11)) is None
