"""Search by name, e-mail or phone: what of a card is indexed, and what a query asks of that (ML-5).

Everything is asked by prefix of an indexed term, so that a search costs the same among ten thousand customers and a
million. A name is indexed from each of its words on and around to its beginning (`maria garcia`, `garcia maria`), so
that words that are typed as they stand, or the last name first, are one prefix. Phone numbers are indexed forwards and,
marked, backwards: people remember how a number ends.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from customers.domain.card import Details
from customers.domain.folding import fold, words
from customers.domain.mailbox import mailbox, spellings
from customers.domain.phone import digits

_NUMBER = re.compile(r"[\d\s()+./-]+")
_BACKWARDS = "~"
_EMAIL = "email"
_FEWEST_DIGITS = 3
_MOST_WORDS = 8
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cards with a term that begins with `prefix`, a term that begins with each of `also`, and none that begins with
    any of `without`, which an earlier step has found."""

    prefix: str
    also: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


Step = tuple[Wanted, ...]
"""Ways to find the same cards, which differ in what they cost."""

Asked = tuple[Step, ...]
"""The steps of a search, the best matches first; no step finds nothing."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a found card stands: in which step, found in which way, at which term. The next page begins after it."""

    step: int
    way: int
    term: str
    id: str


def phone_core(phone: str | None) -> str:
    """The digits of a phone number without `+`, `00` or the trunk `0` in front; empty if there are too few."""
    core = digits(phone or "").lstrip("0")
    return core if len(core) >= _FEWEST_DIGITS else ""


def backwards(number: str) -> str:
    """How a phone number is indexed backwards."""
    return _BACKWARDS + number[::-1]


def terms(details: Details, known_by: Iterable[str] = ()) -> list[str]:
    """What of a card is found by prefix; `known_by` are further identities of the same person."""
    return sorted({*_own_terms(details), *chain.from_iterable(map(_terms_of_identity, known_by))})


def _own_terms(details: Details) -> set[str]:
    found = {*_phrases(details.name), *_phrases(details.contact_person)}
    for whole in map(fold, spellings(details.email) if details.email else ()):
        local, _, domain = whole.rpartition("@")
        found |= {whole, f"@{domain}", *_phrases(local), *_phrases(domain)[:-1]}
    if core := phone_core(details.phone):
        international = digits(details.phone_e164 or "")
        found |= {core, backwards(international or core)}
        if international:
            found.add(international)
    return found


def _terms_of_identity(identity: str) -> tuple[str, ...]:
    kind, _, value = identity.partition(":")
    return tuple(map(fold, spellings(value))) if kind == _EMAIL else (value, backwards(value))


def asked(text: str) -> Asked | None:
    """The steps that a search text asks for; None if it is blank."""
    text = text.strip()
    if not text:
        return None
    if "@" in text:
        return ((Wanted(fold(text)),),)
    if _NUMBER.fullmatch(text) and len(number := digits(text)) >= _FEWEST_DIGITS:
        core = phone_core(text)
        return _in_turn(dict.fromkeys((backwards(number), backwards(core), core) if core else (backwards(number),)))
    wanted = words(text)[:_MOST_WORDS]
    if len(wanted) < 2:
        return tuple((Wanted(word),) for word in wanted)
    phrase = " ".join(wanted)[:_LONGEST]
    others = (tuple(wanted[:n] + wanted[n + 1 :]) for n in range(len(wanted)))
    scattered = tuple(Wanted(word, rest, (phrase,)) for word, rest in zip(wanted, others, strict=True))
    return ((Wanted(phrase),), scattered)


def identity_terms(details: Details) -> list[str]:
    """The terms of whoever may be the same person, as far as the index tells."""
    number = digits(details.phone_e164 or "") or phone_core(details.phone)
    return [each for each in (fold(mailbox(details.email or "")), number) if each]


def identities(details: Details) -> frozenset[str]:
    """By what a person is known at the point of sale (C6): e-mail and phone, each in its comparable form."""
    email = f"{_EMAIL}:{mailbox(details.email)}" if details.email else None
    number = digits(details.phone_e164 or "") or phone_core(details.phone)
    return frozenset(each for each in (email, f"phone:{number}" if number else None) if each)


def _phrases(text: str | None) -> list[str]:
    found = words(text or "")[:_MOST_WORDS]
    return [" ".join(found[n:] + found[:n])[:_LONGEST] for n in range(len(found))]


def _in_turn(prefixes: dict[str, None]) -> Asked:
    before: list[str] = []
    steps: list[Step] = []
    for prefix in prefixes:
        steps.append((Wanted(prefix, without=tuple(before)),))
        before.append(prefix)
    return tuple(steps)
