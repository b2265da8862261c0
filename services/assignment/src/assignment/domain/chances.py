"""The instants at which somebody may become eligible by the clock alone (N2, N14)."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assignment.domain.eligible_time import Span, State, eligible_spans
from assignment.domain.facts import Roster, StaffFact
from assignment.domain.settings import Settings

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


class Chances:
    """A window of working hours begins, an absence ends or begins (and its cover stands in), or a day on which a quota
    was used up is over: each on the person's own calendar. Worked out for a day at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._roster: Roster | None = None
        self._looked = Span(datetime.max.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        self._instants: list[datetime] = []

    def first(self, roster: Roster, after: datetime, until: datetime) -> datetime | None:
        """The next one behind `after`, if it comes by `until` and nobody's record changes before."""
        if roster is not self._roster or not self._looked.start <= after < self._looked.end:
            self._look(roster, after)
        while True:
            at = bisect_right(self._instants, after)
            if at < len(self._instants):
                return self._instants[at] if self._instants[at] <= until else None
            if self._looked.end > until:
                return None
            # What begins with the next day must lie behind its start.
            self._look(roster, self._looked.end - _INSTANT)

    def _look(self, roster: Roster, start: datetime) -> None:
        within = Span(start, start + _DAY)
        found = {each for person in roster.people if person.active for each in self._of(person, within)}
        self._roster, self._looked, self._instants = roster, within, sorted(found)

    def _of(self, person: StaffFact, within: Span) -> Iterator[datetime]:
        if self._settings.respect_availability and (person.working_hours or person.absences):
            absences = [each for each in person.absences if each.end > within.start]
            # Whoever is on a customer's card gets his orders also without the role.
            state = State(within.start, replace(person, manager_role=True))
            spans = eligible_spans([state], absences, within, respect_availability=True)
            edges = [span.start for span in spans]
            edges += [edge for each in absences for edge in (each.start, each.end)]
            yield from (edge for edge in edges if within.start < edge < within.end)
        if person.daily_quota is not None:
            local = within.start.astimezone(ZoneInfo(person.time_zone))
            midnight = datetime.combine(local.date() + _DAY, time(), local.tzinfo).astimezone(UTC)
            if midnight < within.end:
                yield midnight
