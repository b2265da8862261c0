"""Field types that several bodies share. Everything is bounded."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from chassis.http import LINE, TEXT

Id = Annotated[str, Field(min_length=1, max_length=64, examples=["0198c0de-7a1b-7c3d-9e5f-0123456789ab"])]
ExternalId = Annotated[
    str,
    Field(min_length=1, max_length=100, pattern=LINE, description="The key in another system.", examples=["10248"]),
]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE)]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Names = Annotated[
    dict[LanguageTag, Name],
    Field(min_length=1, max_length=50, description="By language.", examples=[{"en": "Green tea", "es": "Té verde"}]),
]
CategoryKey = Annotated[str, Field(min_length=1, max_length=100, pattern=LINE, examples=["Tea"])]
Text = Annotated[str, Field(min_length=1, max_length=500, pattern=TEXT)]
Email = Annotated[
    str,
    Field(
        max_length=254,
        pattern=r"^[!-?A-~]+@[^@\s]+$",
        description="Other letters than those of ASCII may stand in the domain alone.",
        examples=["ana@example.com"],
    ),
]
Phone = Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[0-9+()/. -]+$", examples=["+40 721 000 000"])]
Price = Annotated[Decimal, Field(ge=0, lt=10**10, max_digits=14, allow_inf_nan=False)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000, examples=[2])]

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _storable(at: datetime) -> datetime:
    if not _EARLIEST <= at <= _LATEST:
        raise ValueError("must lie between 1970 and 2200")
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def _given(value: object) -> object:
    if value is None:
        raise ValueError("cannot be null")
    return value


GIVEN = AfterValidator(_given)
"""For a field that a change may leave out, but not empty."""

Moment = Annotated[AwareDatetime, AfterValidator(_storable), Field(examples=["2026-11-22T09:30:00Z"])]
"""RFC 3339 with its offset; UTC in whole milliseconds afterwards, as MongoDB keeps it."""
