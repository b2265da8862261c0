"""Money, dates and numbers as a language writes them.

Babel's `format_currency` takes 50 µs and a mail has a dozen amounts; so what Babel knows of a locale and a currency is
looked up once, and the amounts are put together from it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_percent, get_currency_symbol, get_decimal_symbol, get_group_symbol

from contracts.money import minor_unit

_NO_BREAK = "\N{NO-BREAK SPACE}"


@lru_cache(maxsize=256)
def money_format(language: str, currency: str) -> Callable[[Decimal], str]:
    """How amounts of that currency are written in that language."""
    locale = Locale.parse(language)
    pattern = locale.currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale=locale)
    before, after = (part.replace("¤", symbol) for part in (pattern.prefix[0], pattern.suffix[0]))
    if before[-1:].isalpha():
        # CLDR's currency spacing, which Babel leaves out: "RON 5.00", not "RON5.00".
        before += _NO_BREAK
    signs = str.maketrans({",": get_group_symbol(locale), ".": get_decimal_symbol(locale)})
    unit = minor_unit(currency)

    @lru_cache(maxsize=4096)
    def write(amount: Decimal) -> str:
        exact = amount.quantize(unit, rounding=ROUND_HALF_UP)
        digits = f"{abs(exact):,f}".translate(signs)
        return f"{'-' if exact < 0 else ''}{before}{digits}{after}"

    return write


@lru_cache(maxsize=4096)
def percent(language: str, value: Decimal) -> str:
    """`value` of a hundred, e.g. 7.5 as `7,5 %`."""
    pattern = Locale.parse(language).percent_formats[None].pattern
    return format_percent(value / 100, format=pattern.replace("#,##0", "#,##0.####"), locale=language)


@lru_cache(maxsize=4096)
def quantity(language: str, value: int) -> str:
    """A whole number with the language's grouping."""
    return f"{value:,}".replace(",", get_group_symbol(language))


def counted(forms: Mapping[str, str], language: str, count: int) -> str:
    """A number of things, in the plural form (CLDR) that it takes; `forms` have the blank `n`."""
    form = Locale.parse(language).plural_form(count)
    return forms.get(form, forms["other"]).format(n=quantity(language, count))


def moment(language: str, at: datetime, time_zone: str) -> str:
    """Date and time to the minute, at the reader's place; the zone is told if it is UTC."""
    return _minute(language, at.replace(second=0, microsecond=0), time_zone)


@lru_cache(maxsize=4096)
def _minute(language: str, at: datetime, time_zone: str) -> str:
    local = at.astimezone(_zone(time_zone))
    date, time = format_date(local, "medium", language), format_time(local, "short", locale=language)
    return f"{date}, {time}{' UTC' if time_zone == 'UTC' else ''}"


def day(language: str, at: datetime, time_zone: str) -> str:
    """The date at the reader's place."""
    return date_of(language, at.astimezone(_zone(time_zone)).date())


@lru_cache(maxsize=1024)
def date_of(language: str, on: date) -> str:
    """A date, with its month as a word."""
    return format_date(on, "long", language)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
