"""AVAILABLE(m): inside working hours and not absent; and who covers somebody who is not (M3, O8, N4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from assignment.domain.facts import Absence, Roster, StaffFact
from assignment.domain.rows import PassedOver

LONGEST_COVER_CHAIN = 8
_DAY = timedelta(days=1)
_zone = cache(ZoneInfo)


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands in, if anybody, and the people of the chain who could not."""

    person: StaffFact | None
    passed_over: tuple[tuple[str, PassedOver], ...] = ()


def absence_at(person: StaffFact, now: datetime) -> Absence | None:
    """The absence that holds now; of several, one with a cover."""
    holding = [absence for absence in person.absences if absence.start <= now < absence.end]
    return next((absence for absence in holding if absence.cover_id), holding[0] if holding else None)


def within_hours(person: StaffFact, now: datetime) -> bool:
    """Whether now lies in a working window on the person's wall clock, also one begun the evening before.

    The hour that a change to winter time repeats counts both times; a window follows its wall-clock times.
    """
    if not person.working_hours:
        return True
    local = now.astimezone(_zone(person.time_zone))
    clock, today, yesterday = local.time(), local.date(), local.date() - _DAY
    weekday, weekday_before = today.weekday(), yesterday.weekday()
    for window in person.working_hours:
        overnight = window.end <= window.start
        began_today = window.weekday == weekday and today not in person.holidays
        if began_today and window.start <= clock and (overnight or clock < window.end):
            return True
        began_yesterday = window.weekday == weekday_before and yesterday not in person.holidays
        if overnight and began_yesterday and clock < window.end:
            return True
    return False


def why_unavailable(person: StaffFact, now: datetime) -> PassedOver | None:
    """None if AVAILABLE; asked only about who is ACTIVE."""
    if absence_at(person, now) is not None:
        return PassedOver.ABSENT
    if not within_hours(person, now):
        return PassedOver.OUTSIDE_HOURS
    return None


def cover_of(away: StaffFact, roster: Roster, now: datetime) -> Cover:
    """Follow the covers of absences to the first person who is ACTIVE and not absent himself.

    Working hours are not asked of him: he is back sooner than the absent. An inactive cover, an absent one without
    cover of his own, a circle or an endless chain end the search with nobody.
    """
    passed_over: list[tuple[str, PassedOver]] = []
    seen = {away.id}
    absence = absence_at(away, now)
    while absence and absence.cover_id and absence.cover_id not in seen and len(seen) <= LONGEST_COVER_CHAIN:
        seen.add(absence.cover_id)
        cover = roster.active(absence.cover_id)
        if cover is None:
            passed_over.append((absence.cover_id, PassedOver.INACTIVE))
            break
        absence = absence_at(cover, now)
        if absence is None:
            return Cover(cover, tuple(passed_over))
        passed_over.append((cover.id, PassedOver.ABSENT))
    return Cover(None, tuple(passed_over))
