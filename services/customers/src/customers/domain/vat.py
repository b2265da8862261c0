"""VAT numbers: checked by the rules of their country, and written in one form."""

import re
from functools import lru_cache
from typing import Protocol

from stdnum import get_cc_module
from stdnum.exceptions import ValidationError

_ALIASES = {"EL": "GR"}
"""Greek numbers begin with the language's code."""

_PREFIXES = {"GR": "EL"}
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[^0-9A-Z]")
_UNCHECKED = re.compile(r"(?=.*[0-9])[0-9A-Z]{4,20}")


class _Rules(Protocol):
    def validate(self, number: str) -> str: ...


def read_vat_number(typed: str, country: str | None) -> str:
    """The number without spaces and dots and with its country's prefix, e.g. `ESB58378431`. The country is that of
    the address (ISO 3166), else of the prefix; where its rules are not known, only the length is looked at.
    ValueError if the number is wrong."""
    compact = _NEITHER_LETTER_NOR_DIGIT.sub("", typed.upper())
    own, named = country, _ALIASES.get(compact[:2], compact[:2])
    possible = [each for each in dict.fromkeys((own, named)) if each is not None and _rules(each) is not None]
    for each in possible:
        if found := _valid(compact, each):
            return found
    if possible:
        raise ValueError(f"not a VAT number of {' or '.join(possible)}: its check digit or length is wrong")
    if not _UNCHECKED.fullmatch(compact):
        raise ValueError("a VAT number has 4 to 20 letters and digits")
    return compact


def _valid(compact: str, country: str) -> str | None:
    rules = _rules(country)
    assert rules is not None
    try:
        number = rules.validate(compact)
    except ValidationError:
        return None
    prefix = _PREFIXES.get(country, country)
    return number if number.startswith(prefix) else prefix + number


@lru_cache(maxsize=512)
def _rules(country: str) -> _Rules | None:
    found: _Rules | None = get_cc_module(country.lower(), "vat") if country.isalpha() and country.isascii() else None
    return found
