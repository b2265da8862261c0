"""The kinds of field that several bodies share."""

import re
from datetime import UTC, date, datetime, time
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, PlainSerializer

from assignment.domain.facts import Window
from chassis.http import HIDDEN, LINE, Body

_PART = rf"[^@\s\x00-\x1f{HIDDEN}]"
_EMAIL = re.compile(f"[!-?A-~]{{1,64}}@{_PART}{{1,189}}")
_OF_THIS_MACHINE = frozenset({"localtime", "Factory"})
_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _email(text: str) -> str:
    if _EMAIL.fullmatch(text) is None:
        raise ValueError("not an e-mail address; only its domain may have other letters than those of ASCII")
    return text


def _zone(name: str) -> str:
    if name not in available_timezones() - _OF_THIS_MACHINE:
        raise ValueError("not an IANA time zone")
    return name


def _clock(text: object) -> object:
    if isinstance(text, str) and re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text) is None:
        raise ValueError("must be a time such as 09:00")
    return text if isinstance(text, str | time) else str(text)


def _storable(at: datetime) -> datetime:
    if not _EARLIEST <= at <= _LATEST:
        raise ValueError("must lie between 1970 and 2200")
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _day(text: object) -> object:
    if not isinstance(text, str | date):
        raise ValueError("must be a day such as 2026-12-25")
    return text


def _in_order(days: tuple[date, ...]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


Name = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE, examples=["Elena Marin"])]
Email = Annotated[str, Field(max_length=254, examples=["elena@example.com"]), AfterValidator(_email)]
ExternalId = Annotated[
    str, Field(min_length=1, max_length=100, pattern=LINE, description="The key in another system.", examples=["7"])
]
GroupName = Annotated[str, Field(min_length=1, max_length=100, examples=["Sellers"])]
Groups = Annotated[tuple[GroupName, ...], Field(max_length=50)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$", description="Two letters, as in ISO 639-1.", examples=["es"])]
TimeZone = Annotated[str, Field(max_length=64, examples=["Europe/Madrid"]), AfterValidator(_zone)]
ClockTime = Annotated[time, BeforeValidator(_clock), PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str)]
Weight = Annotated[int, Field(ge=1, le=1000, description="How many turns, compared with others.")]
Capacity = Annotated[int, Field(ge=0, le=1_000_000, description="How many open orders at most.")]
DailyQuota = Annotated[int, Field(ge=0, le=1_000_000, description="How many orders a day at most.")]


Moment = Annotated[AwareDatetime, AfterValidator(_storable), Field(examples=["2026-11-22T09:30:00Z"])]
"""RFC 3339 with its offset; UTC in whole milliseconds afterwards, as MongoDB keeps it."""

Holidays = Annotated[
    tuple[Annotated[date, BeforeValidator(_day)], ...],
    Field(
        max_length=400,
        description="Days, by the person's own calendar, on which no window of working hours begins.",
        examples=[["2026-12-25", "2027-01-01"]],
    ),
    AfterValidator(_in_order),
]


class WorkingHours(Body):
    """A window on the wall clock of the person's time zone. An end that is not later than the start lies on the next
    day: 22:00 to 06:00 on Monday lasts until Tuesday morning, 00:00 to 00:00 the whole of Monday."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={"examples": [{"weekday": "monday", "from": "09:00", "to": "17:30"}]},
    )

    weekday: Weekday
    start: ClockTime = Field(alias="from")
    end: ClockTime = Field(alias="to")

    @classmethod
    def of(cls, window: Window) -> "WorkingHours":
        """As it is shown."""
        return cls(weekday=WEEKDAYS[window.weekday], start=window.start, end=window.end)

    def window(self) -> Window:
        """As it is decided by."""
        return Window(WEEKDAYS.index(self.weekday), self.start, self.end)


Windows = Annotated[tuple[WorkingHours, ...], Field(max_length=50)]
