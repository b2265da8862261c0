"""When somebody could have been given an order: spans of time, for fairness after the fact (N7)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from assignment.domain.facts import Absence, StaffFact
from assignment.domain.permissions import Permissions
from assignment.domain.staff import Group, Staff

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until just before `end`, aware."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class State:
    """A member of staff as he was from `since` on."""

    since: datetime
    person: StaffFact


def states_of(versions: Iterable[Staff | Group]) -> list[tuple[str, State]]:
    """How each member was from when on, by id and time: a change of his, or of what a group of his permits, begins a
    new state. `versions` in the order in which they came to be."""
    permissions: dict[str, Permissions] = {}
    members: dict[str, Staff] = {}
    found: list[tuple[str, State]] = []
    for version in versions:
        if isinstance(version, Staff):
            members[version.id] = version
            changed = [version]
        else:
            permissions[version.name] = version.permissions
            changed = [member for member in members.values() if version.name in member.groups]
        found += ((each.id, State(version.updated_at, each.fact(permissions))) for each in changed)
    return sorted(found, key=lambda each: each[0])


def eligible_spans(
    states: Sequence[State], absences: Iterable[Absence], within: Span, *, respect_availability: bool
) -> tuple[Span, ...]:
    """While he was active and a manager; if the settings ask for it, inside his hours and not absent.

    `states` are in order. What he carried is not asked: a full desk is part of how orders are shared out.
    """
    found: list[Span] = []
    last = [State(within.end, states[-1].person)] if states else []
    for state, following in pairwise([*states, *last]):
        start, end = max(state.since, within.start), min(following.since, within.end)
        if start < end and state.person.active and state.person.manager_role:
            asked = respect_availability and state.person.working_hours
            found += _at_work(state.person, start, end) if asked else [Span(start, end)]
    together = _joined(found)
    away = [Span(absence.start, absence.end) for absence in absences] if respect_availability else []
    return tuple(_without(together, _joined(away)))


def time_in(spans: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """How much of these spans lies between two instants."""
    pieces = (min(span.end, end) - max(span.start, start) for span in spans if span.start < end and start < span.end)
    return sum(pieces, timedelta())


def _at_work(person: StaffFact, start: datetime, end: datetime) -> Iterator[Span]:
    """His windows on the wall clock, as `within_hours` has them."""
    for piece in _of_one_offset(person.time_zone, start, end):
        offset = _offset(ZoneInfo(person.time_zone), piece.start)
        first, last = (at.astimezone(UTC).replace(tzinfo=None) + offset for at in (piece.start, piece.end))
        day = first.date() - _DAY
        while day <= last.date():
            for window in person.working_hours if day not in person.holidays else ():
                if window.weekday == day.weekday():
                    opens = datetime.combine(day, window.start)
                    closes = datetime.combine(day, window.end)
                    opens, closes = max(opens, first), min(closes + (closes <= opens) * _DAY, last)
                    if opens < closes:
                        yield Span(*((at - offset).replace(tzinfo=UTC) for at in (opens, closes)))
            day += _DAY


@lru_cache(maxsize=256)
def _of_one_offset(zone: str, start: datetime, end: datetime) -> tuple[Span, ...]:
    """The time between cut where the clocks change, so that inside a piece the wall clock runs evenly."""
    pieces, place, began = [], ZoneInfo(zone), start
    for at in (start + n * _DAY for n in range((end - start) // _DAY + 1)):
        following = min(at + _DAY, end)
        if _offset(place, at) != _offset(place, following):
            changed = _change(place, at, following)
            pieces.append(Span(began, changed))
            began = changed
    return tuple(piece for piece in (*pieces, Span(began, end)) if piece.start < piece.end)


def _change(place: ZoneInfo, start: datetime, end: datetime) -> datetime:
    before = _offset(place, start)
    low, high = 0, -((start - end) // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(place, start + middle * _SECOND) == before:
            low = middle
        else:
            high = middle
    return (start + high * _SECOND).replace(microsecond=0)


def _offset(place: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _without(spans: Iterable[Span], away: Sequence[Span]) -> Iterator[Span]:
    """`spans` less `away`, both in order and without overlap."""
    for span in spans:
        start = span.start
        for gone in away:
            if gone.end <= start or gone.start >= span.end:
                continue
            if start < gone.start:
                yield Span(start, gone.start)
            start = gone.end
        if start < span.end:
            yield Span(start, span.end)
