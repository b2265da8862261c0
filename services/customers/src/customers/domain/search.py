"""Search by name, e-mail or phone: what of a card is indexed, and what a query asks of that (ML-5).

Everything is asked by prefix, so that a search costs the same among ten thousand customers and a million. Phone
numbers are kept forwards and, marked, backwards: people remember how a number ends, and a number with its country
code ends as it does without.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from customers.domain.card import Card, Details, Status, Temperature

Sort = Literal["name", "updated_at", "created_at"]
Position = tuple[str | datetime, ...]

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d\s()+./-]+")
_BACKWARDS = "~"
_FEWEST_DIGITS = 3
_SURE_DIGITS = 9
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Query:
    """Which cards, in which order. `asked`: of each group at least one prefix must be found; None: all cards.
    `after`: the position of the last card that was seen."""

    asked: tuple[tuple[str, ...], ...] | None = None
    external_id: str | None = None
    status: Status | None = None
    temperature: Temperature | None = None
    manager_id: str | None = None
    sort: Sort = "name"
    descending: bool = False
    after: Position | None = None


def fold(text: str) -> str:
    """Without case and accents: `Peña` and `PENA` are the same."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()


def words(text: str | None) -> list[str]:
    """The folded words of a text."""
    return _WORD.findall(fold(text)) if text else []


def phone_core(phone: str | None) -> str:
    """The digits of a phone number without `+`, `00` or the trunk `0` in front; empty if there are too few."""
    digits = "".join(str(unicodedata.digit(char)) for char in phone or "" if char.isdecimal())
    core = digits.lstrip("0")
    return core if len(core) >= _FEWEST_DIGITS else ""


def backwards(core: str) -> str:
    """How a phone number is kept backwards."""
    return _BACKWARDS + core[::-1]


def terms(details: Details) -> list[str]:
    """What of a card is found by prefix."""
    found = {*words(details.name), *words(details.contact_person), *words(details.email)}
    if details.email:
        found.add(fold(details.email))
    if core := phone_core(details.phone):
        found |= {core, backwards(core)}
    return sorted(found)


def asked(text: str) -> tuple[tuple[str, ...], ...] | None:
    """The prefixes that a search text asks for; None if it is blank."""
    text = text.strip()
    if not text:
        return None
    if "@" in text:
        return ((fold(text),),)
    if _NUMBER.fullmatch(text) and (core := phone_core(text)):
        return ((core, backwards(core)),)
    return tuple((word,) for word in words(text)[:_MOST_WORDS])


def same_phone(one: str | None, other: str | None) -> bool:
    """Whether two numbers are the same, one of them perhaps without its country code."""
    short, long = sorted((phone_core(one), phone_core(other)), key=len)
    if not short:
        return False
    return short == long or (len(short) >= _SURE_DIGITS and long.endswith(short))


def same_person(details: Details, email: str | None, phone: str | None) -> bool:
    """Whether e-mail or phone are those of this card (C6)."""
    if email and details.email and email.casefold() == details.email.casefold():
        return True
    return same_phone(details.phone, phone)


def phone_twins(phone: str | None) -> tuple[str | None, tuple[str, ...]]:
    """How `same_phone` is asked of the index: a prefix of longer numbers, if this one is long enough, and the
    terms that this or a shorter one may have."""
    core = phone_core(phone)
    if not core:
        return None, ()
    shorter = (backwards(core[-length:]) for length in range(_SURE_DIGITS, len(core)))
    return (backwards(core) if len(core) >= _SURE_DIGITS else None), (*shorter, backwards(core))


def position(card: Card, sort: Sort) -> Position:
    """Where a card stands in a list; ids grow with the time of creation."""
    match sort:
        case "name":
            return fold(card.details.name), card.id
        case "updated_at":
            return card.updated_at, card.id
        case "created_at":
            return (card.id,)
