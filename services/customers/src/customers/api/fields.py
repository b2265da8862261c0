"""The fields of a customer card as they are accepted."""

from decimal import Decimal
from functools import lru_cache
from typing import Annotated

from babel import Locale, localedata
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BeforeValidator, Field

from chassis.http import LINE, TEXT
from contracts.money import Currency


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


@lru_cache(maxsize=1)
def _territories() -> frozenset[str]:
    return frozenset(get_global("territory_currencies")) - {"ZZ"}


@lru_cache(maxsize=1)
def _english() -> Locale:
    return Locale("en")


@lru_cache(maxsize=256)
def _known_language(tag: str) -> str:
    language, *rest = tag.split("-")
    parts = [language.lower()]
    known = localedata.exists(parts[0])
    for part in rest:
        script = len(part) == 4
        parts.append(part.title() if script else part.upper())
        known = known and parts[-1] in (_english().scripts if script else _english().territories)
    if not known:
        raise ValueError("not a known language")
    return "-".join(parts)


def _known_territory(code: str) -> str:
    if code not in _territories():
        raise ValueError("not an ISO 3166 country code")
    return code


def _address(email: str) -> str:
    try:
        # Whether the domain takes mail is not asked: it may be away today. Addresses under .test fill trial systems.
        # Letters beyond ASCII may stand in the domain alone: before it, few mail servers take them.
        found = validate_email(email, allow_smtputf8=False, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(str(error)) from None
    if "." not in found.domain:
        raise ValueError("the part after the @-sign must be a full domain")
    return email


def _plain(percent: Decimal) -> Decimal:
    return Decimal(f"{percent.normalize():f}") or Decimal(0)


_PHONE = r"^\+?[\d\s()./\u2010-\u2015-]+((ext\.?|x|#)\s?\d{1,7})?$"

Optionally = BeforeValidator(_blank_is_none)
"""An empty text is the same as none."""

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=LINE, examples=["Panadería Peña S.L."])]
ExternalId = Annotated[
    Annotated[str, Field(max_length=100, pattern=LINE, description="The key in another system.", examples=["ALFKI"])]
    | None,
    Optionally,
]
VatNumber = Annotated[
    Annotated[
        str,
        Field(
            max_length=40,
            pattern=LINE,
            description="Checked by the rules of `country`, else of the country that its first two letters name.",
            examples=["ESB58378431"],
        ),
    ]
    | None,
    Optionally,
]
ContactPerson = Annotated[
    Annotated[str, Field(max_length=200, pattern=LINE, examples=["Lucía Peña"])] | None, Optionally
]
Email = Annotated[
    Annotated[
        str,
        Field(max_length=254, pattern=LINE, examples=["lucia@pena.example"]),
        AfterValidator(_address),
    ]
    | None,
    Optionally,
]
Phone = Annotated[
    Annotated[
        str,
        Field(
            max_length=40,
            pattern=_PHONE,
            description="As people write it; without a country code it is read in `country`.",
            examples=["+34 600 123 456"],
        ),
    ]
    | None,
    Optionally,
]
Address = Annotated[
    Annotated[str, Field(max_length=500, pattern=TEXT, examples=["Calle Mayor 1, Madrid"])] | None, Optionally
]
Discount = Annotated[
    Decimal,
    Field(
        ge=0,
        le=100,
        max_digits=5,
        decimal_places=2,
        description="Percent off every price, 0 to 100.",
        examples=["7.5"],
    ),
    AfterValidator(_plain),
]
PreferredCurrency = Annotated[Currency | None, Optionally]
Language = Annotated[
    Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$",
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
Region = Annotated[
    Annotated[str, Field(max_length=100, pattern=LINE, description="Province or state.", examples=["Madrid"])] | None,
    Optionally,
]
Active = Annotated[bool, Field(description="Whoever is not opens nothing with his order links.")]
StaffId = Annotated[str, Field(min_length=1, max_length=64, examples=["01934f6e-7a52-7c3e-8f21-5d2c3b4a5968"])]
CustomerId = Annotated[str, Field(min_length=1, max_length=64, examples=["01934f6e-7a52-7c3e-8f21-5d2c3b4a5968"])]
NoteText = Annotated[str, Field(min_length=1, max_length=5000, pattern=TEXT, examples=["Call before ten."])]
