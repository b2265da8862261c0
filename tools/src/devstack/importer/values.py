"""What cells mean. Each reader takes a cell that is not empty, and raises ValueError with a reason for people."""

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

from contracts.money import minor_unit

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_LONGEST = 24
_YES = frozenset({"1", "true", "yes", "y", "t"})
_NO = frozenset({"0", "false", "no", "n", "f"})
_SURE = Decimal("0.0001")
"""Digits beyond these are what binary fractions leave behind: 9.80000019 means 9.80."""


def text(cell: str) -> str:
    """As it stands; a formula is a text like any other."""
    return cell


def names(cell: str) -> list[str]:
    """Several, separated by `;` or `|`."""
    return [name.strip() for name in re.split(r"[;|]", cell) if name.strip()]


def flag(cell: str) -> bool:
    """Yes or no; `!` in front turns it round."""
    word = cell.lstrip("!").strip().casefold()
    if word not in _YES | _NO:
        raise ValueError(f"{cell.lstrip('!')!r} is neither yes nor no")
    return (word in _YES) is not cell.startswith("!")


def number(cell: str) -> Decimal:
    """A decimal with point or comma. `1,234` could be either of two numbers and is refused."""
    if not _NUMBER.fullmatch(cell) or re.search(r",\d{3}$", cell):
        raise ValueError(f"{cell!r} is no clear number; write 1234.5")
    if len(cell) > _LONGEST:
        raise ValueError(f"{cell[:_LONGEST]}… is too long")
    return Decimal(cell.replace(",", "."))


def whole(cell: str) -> int:
    """A whole number, also when written 12.0."""
    value = number(cell)
    if value != value.to_integral_value():
        raise ValueError(f"{cell!r} is no whole number")
    return int(value)


def price(cell: str, currency: str | None) -> str:
    """An amount, rounded half up to the currency's minor unit; to cents where the currency is not known."""
    unit = minor_unit(currency) if currency else Decimal("0.01")
    return f"{number(cell).quantize(_SURE, ROUND_HALF_UP).quantize(unit, ROUND_HALF_UP):f}"


def percent(cell: str) -> str:
    """A discount between 0 and 100."""
    return f"{number(cell.removesuffix('%').strip()).quantize(_SURE, ROUND_HALF_UP).normalize():f}"


def fraction(cell: str) -> str:
    """A discount between 0 and 1, as percent."""
    return f"{(number(cell) * 100).quantize(_SURE, ROUND_HALF_UP).normalize():f}"


def moment(cell: str) -> str:
    """A day or an instant as of ISO 8601; UTC where it does not say."""
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"{cell!r} is no date; write 2026-11-22 or 2026-11-22T09:30:00+01:00") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
