"""Cards and notes of tests."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from customers.domain.card import Card, Details
from customers.domain.checked import checked
from customers.domain.note import Note, Priority

_FIELDS = Details.__dataclass_fields__.keys()


def details(**fields: Any) -> Details:
    """As somebody typed them, with their forms that compare."""
    return checked(Details(**fields), "ES")


def card(number: int, at: datetime, **fields: Any) -> Card:
    """A card of nobody, made that many minutes later; the fields are of the card and of its details."""
    made = at + timedelta(minutes=number)
    typed = {"name": f"Casa {number}", **{each: fields.pop(each) for each in _FIELDS & fields.keys()}}
    plain = Card.made(f"c{number}", details(**typed), "office", None, "admin", made)
    return replace(plain, **fields)


def note(number: int, at: datetime, priority: Priority = "none", customer_id: str = "c1") -> Note:
    """A note of Ana's, written that many minutes later."""
    return Note.written(f"n{number}", customer_id, f"Text {number}", priority, "ana", at + timedelta(minutes=number))
