"""The fields of a customer card as they are accepted."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated

from babel import localedata
from babel.core import get_global
from pydantic import AfterValidator, BeforeValidator, Field

from contracts.money import Currency, Percent


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    return frozenset(get_global("territory_currencies")) - {"ZZ"}


@lru_cache(maxsize=256)
def _spoken(language: str) -> bool:
    return localedata.exists(language)


def _known_language(tag: str) -> str:
    if not _spoken(tag.split("-")[0]):
        raise ValueError("not a known language")
    return tag


def _known_territory(code: str) -> str:
    if code not in _territories():
        raise ValueError("not an ISO 3166 country code")
    return code


def _has_digits(phone: str) -> str:
    if sum(char.isdecimal() for char in phone) < 3:
        raise ValueError("a phone number has at least three digits")
    return phone


def _plain(percent: Decimal) -> Decimal:
    return Decimal(f"{percent.normalize():f}") or Decimal(0)


_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Optionally = BeforeValidator(_blank_is_none)
"""An empty text is the same as none."""

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=_LINE, examples=["Panadería Peña S.L."])]
ExternalId = Annotated[
    Annotated[str, Field(max_length=100, description="The key in another system.", examples=["ALFKI"])] | None,
    Optionally,
]
VatNumber = Annotated[Annotated[str, Field(max_length=40, pattern=_LINE, examples=["ESB12345678"])] | None, Optionally]
ContactPerson = Annotated[
    Annotated[str, Field(max_length=200, pattern=_LINE, examples=["Lucía Peña"])] | None, Optionally
]
Email = Annotated[
    Annotated[
        str,
        Field(
            max_length=254,
            pattern=r"^[^@\s\x00-\x1f]+@[^@\s.\x00-\x1f]+(\.[^@\s.\x00-\x1f]+)+$",
            examples=["lucia@pena.example"],
        ),
    ]
    | None,
    Optionally,
]
Phone = Annotated[
    Annotated[str, Field(max_length=40, pattern=_LINE, examples=["+34 600 123 456"]), AfterValidator(_has_digits)]
    | None,
    Optionally,
]
Address = Annotated[
    Annotated[str, Field(max_length=500, pattern=_TEXT, examples=["Calle Mayor 1, Madrid"])] | None, Optionally
]
Discount = Annotated[Percent, AfterValidator(_plain), Field(description="Percent off every price, 0 to 100.")]
PreferredCurrency = Annotated[Currency | None, Optionally]
Language = Annotated[
    Annotated[
        str,
        Field(
            pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$",
            description="BCP 47 tag",
            examples=["es", "pt-BR"],
        ),
        AfterValidator(_known_language),
    ]
    | None,
    Optionally,
]
Country = Annotated[
    Annotated[
        str,
        Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2", examples=["ES"]),
        AfterValidator(_known_territory),
    ]
    | None,
    Optionally,
]
StaffId = Annotated[str, Field(min_length=1, max_length=64, examples=["01934f6e-7a52-7c3e-8f21-5d2c3b4a5968"])]
NoteText = Annotated[str, Field(min_length=1, max_length=5000, pattern=_TEXT, examples=["Call before ten."])]
