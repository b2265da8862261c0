"""Which cards may be of one customer, and how much speaks for it.

Everything is asked by whole keys of an index: e-mail, phone and VAT number in the form that compares, and the words of
the name, in any order, with country or postal code. A name alone says nothing.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from customers.domain.card import Card, Details
from customers.domain.folding import fold, words
from customers.domain.mailbox import mailbox

Reason = Literal["vat_number", "email", "phone", "name_postcode", "name_country"]

WEIGHTS: dict[Reason, int] = {"vat_number": 60, "email": 50, "phone": 40, "name_postcode": 35, "name_country": 25}
"""What each speaks for, of 100."""

_LEGAL_FORMS = frozenset(
    {"sl", "sa", "slu", "sll", "srl", "sc", "scrl", "gmbh", "ag", "ltd", "llc", "inc", "bv", "nv", "sas", "sarl"}
    | {"ood", "eood", "ad", "ead", "et", "oy", "ab", "as"}
)
_POSTCODE = re.compile(r"(?<!\d)\d{4,6}(?!\d)")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two cards, the older first, what they share, and how much that speaks for one customer, up to 100."""

    first: Card
    second: Card
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        """The weights together."""
        return min(100, sum(WEIGHTS[reason] for reason in self.reasons))


def keys(details: Details) -> list[str]:
    """By what cards meet."""
    found: list[tuple[Reason, str | None]] = [
        ("vat_number", details.vat_normalised),
        ("email", fold(mailbox(details.email)) if details.email else None),
        ("phone", details.phone_e164),
    ]
    if name := _name(details.name):
        found += [("name_postcode", f"{name}|{code}") for code in _postcodes(details.address)]
        found.append(("name_country", f"{name}|{details.country}" if details.country else None))
    return [f"{reason}:{value}" for reason, value in found if value]


def twins(card: Card, other: Card) -> Twins | None:
    """The two together, if they share anything."""
    shared = set(keys(card.details)) & set(keys(other.details))
    reasons = _reasons(shared)
    if not reasons:
        return None
    first, second = sorted((card, other), key=lambda each: each.id)
    return Twins(first, second, reasons)


def _reasons(shared: Collection[str]) -> tuple[Reason, ...]:
    kinds = {key.partition(":")[0] for key in shared}
    if "name_postcode" in kinds:
        kinds.discard("name_country")
    return tuple(reason for reason in WEIGHTS if reason in kinds)


def _name(name: str) -> str:
    """Its words without what says what kind of company it is: `Sol, S.L.` and `SOL` are the same."""
    found = words(name.replace(".", ""))
    return " ".join(sorted(set(found) - _LEGAL_FORMS))


def _postcodes(address: str | None) -> list[str]:
    return sorted(set(_POSTCODE.findall(address or "")))
