"""Customers as a company has them: names of which some are common and most are rare, in two alphabets."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from chassis.ids import new_id
from customers.domain.card import Card, Details, Status, Temperature
from customers.domain.note import Note

_FIRST = (
    "Ana Antonio Carmen Elena Georgi Ioana Ivan Javier José Lucía Manuel María Mihai Petar Răzvan Ștefan Иван Мария"
)
_LAST = "García Fernández López Ivanov Popescu Ionescu Dimitrov Martínez Sánchez Georgiev Marin Радев Петров Стоянова"
_TRADES = "Panadería Bodega Café Taller Magazin Atelier Restaurant Хлебарница Bazar Ferretería Librería Clínica"
_SYLLABLES = (
    "ba be bo ca ce co da de do fa ga go la le lo ma me mi mo na ne no pa pe ra re ro sa se so ta te to va vi vo"
)
_STATUSES: tuple[Status, ...] = ("current", "current", "potential")
_TEMPERATURES: tuple[Temperature | None, ...] = ("hot", "warm", "warm", "cold", "cold", None, None, "not_interested")
_START = datetime(2020, 1, 1, tzinfo=UTC)
_EVERY = 500

SELLER = "seller-0"
"""Whose customers are the first."""


def sellers_of(customers: int) -> list[str]:
    """Whose so many customers are."""
    return [_seller(number) for number in range(0, customers, _EVERY)]


class People:
    """The same people in every run; each seller has 500 of them, however many there are."""

    def __init__(self) -> None:
        self._random = random.Random(7)
        self._first, self._last = _FIRST.split(), _LAST.split()
        self._trades, self._syllables = _TRADES.split(), _SYLLABLES.split()

    def cards(self, count: int) -> Iterator[Card]:
        """That many customers."""
        for number in range(count):
            at = _START + timedelta(minutes=number)
            seller = _seller(number)
            yield Card(new_id(), 1, 1, self._details(number), "office", seller, 1, 0, seller, at, at)

    def note_of(self, card: Card) -> Note:
        """A note on a card."""
        return Note.written(new_id(), card.id, "Call before ten. " * 12, "none", SELLER, card.created_at)

    def _details(self, number: int) -> Details:
        pick, rare = self._random.choice, self._rare
        person = f"{self._word(self._first)} {self._word(self._last)}"
        phone = f"6{self._random.randrange(10**8):08d}"
        return Details(
            name=f"{pick(self._trades)} {rare()}" if number % 2 else person,
            contact_person=person,
            email=f"{rare()}.{rare()}{number}@{rare()}.example".lower(),
            phone=f"+34 {phone}",
            phone_e164=f"+34{phone}",
            address="Calle Mayor 1, 28013 Madrid",
            status=pick(_STATUSES),
            temperature=pick(_TEMPERATURES),
            discount_percent=Decimal(number % 4 * 5),
            currency="EUR",
            language="es",
            country="ES",
        )

    def _word(self, common: list[str]) -> str:
        """A common name, or one of fifty thousand others."""
        return self._random.choice(common) if self._random.random() < 0.4 else self._rare()

    def _rare(self) -> str:
        return "".join(self._random.choices(self._syllables, k=3)).capitalize()


def _seller(number: int) -> str:
    return f"seller-{number // _EVERY}"
