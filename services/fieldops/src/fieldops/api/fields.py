"""The fields of fieldwork as they are accepted."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from chassis.ids import made_at


def _instant(value: datetime) -> datetime:
    try:
        instant = value.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None
    if not 2000 <= instant.year < 2200:
        raise ValueError("out of range")
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def _uuid7(value: str) -> str:
    if made_at(value) is None:
        raise ValueError("not a UUIDv7")
    return str(UUID(value))


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Instant = Annotated[
    AwareDatetime, AfterValidator(_instant), Field(description="RFC 3339", examples=["2026-11-22T09:30:00Z"])
]
"""A point in time with its zone, kept in UTC and milliseconds."""

VisitId = Annotated[
    str, Field(max_length=40, examples=["01934f6e-7a52-7c3e-8f21-5d2c3b4a5968"]), AfterValidator(_uuid7)
]
CustomerId = Annotated[str, Field(min_length=1, max_length=64, examples=["01934f6e-7a52-7c3e-8f21-5d2c3b4a5968"])]
NoteText = Annotated[
    Annotated[
        str,
        Field(
            max_length=5000,
            pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$",
            examples=["Wants the new catalogue."],
        ),
    ]
    | None,
    BeforeValidator(_blank_is_none),
]
