"""What may happen to customers, several things at once, and what must be true whatever happened."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tests.support.histories import Act, all_at_once
from tests.unit.customers.office import ADMIN, ALL, Office

from chassis.commit import Unit
from chassis.errors import Problem
from chassis.inbox import Mark
from contracts.customers import CustomerCreated, CustomerErased, CustomerEvent
from customers.domain.card import Card, Chosen, Link
from customers.domain.note import Preview
from customers.domain.search import identities
from customers.store.cards import CUSTOMERS, card_of
from customers.store.merges import MERGES
from customers.store.notes import HISTORY, NOTES
from customers.usecases.announce import customer, personal
from customers.usecases.apply_link import ApplyLink, apply_link
from customers.usecases.change_note import ChangeNote, change_note
from customers.usecases.delete_note import DeleteNote, delete_note
from customers.usecases.walk_cards import walk_cards

EMAILS = (None, "sol@casa.test", "luna@casa.test", "SOL@casa.test")
PHONES = (None, "600 123 456", "+34 600 123 456", "600 999 888")
MANAGERS = (None, "ana", "ben")


@dataclass
class Life:
    """An act is its name and two numbers that say on what; a refusal is an answer like any other."""

    office: Office
    told: dict[str, CustomerEvent] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    _heard: int = 0
    _links: int = 0
    _known: dict[str, frozenset[str]] = field(default_factory=dict)
    _gone: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.office.commits.watch = self._watch

    @property
    def acts(self) -> dict[str, Callable[[int, int], Awaitable[object]]]:
        """Everything that may happen."""
        return {
            "is made": self._is_made,
            "comes to the shop": self._comes,
            "is saved": self._is_saved,
            "is given": self._is_given,
            "is merged": self._is_merged,
            "is taken apart": self._is_taken_apart,
            "is noted": self._is_noted,
            "is noted otherwise": self._is_noted_otherwise,
            "is not noted": self._is_not_noted,
            "is linked": self._is_linked,
            "is forgotten": self._is_forgotten,
            "gets older": self._gets_older,
        }

    async def moment(self, acts: Iterable[Act]) -> None:
        """All of them at once; then others hear of it."""
        self._known = {card.id: _known(card) for card in self.cards}
        await all_at_once(*(self.acts[name](*which) for name, *which in acts))
        await self._hear()

    @property
    def cards(self) -> list[Card]:
        """All that stand for themselves."""
        return [card_of(doc) for doc in self._docs(CUSTOMERS)]

    def _one(self, number: int) -> Card:
        cards = self.cards
        if not cards:
            raise Problem("there is none")
        return cards[number % len(cards)]

    async def _is_made(self, one: int, other: int) -> object:
        key: dict[str, Any] = {"external_id": f"X{one}"} if other % 2 else {}
        return await self.office.creates(**key, **self._details(one, other))

    async def _comes(self, one: int, other: int) -> object:
        return await self.office.creates("pos", **self._details(one, other))

    async def _is_saved(self, one: int, other: int) -> object:
        return await self.office.saves(self._one(one), **self._details(other, one))

    def _details(self, one: int, other: int) -> dict[str, Any]:
        number = self.office.next_number()
        own = {"name": f"Name {number}.", "address": f"Street {number}." if one % 3 else None}
        return {**own, "email": EMAILS[one % 4], "phone": PHONES[other % 4]}

    async def _is_given(self, one: int, other: int) -> object:
        return await self.office.saves(self._one(one), Chosen(MANAGERS[other % 3]))

    async def _is_merged(self, one: int, other: int) -> object:
        card = self._one(one)
        others = [each for each in self.cards if each.id != card.id]
        return await self.office.merges(card, others[other % len(others)]) if others else None

    async def _is_taken_apart(self, one: int, _: int) -> object:
        absorbed = [each for card in self.cards for each in card.absorbed]
        return await self.office.unmerges(absorbed[one % len(absorbed)]) if absorbed else None

    async def _is_noted(self, one: int, _: int) -> object:
        return await self.office.notes(self._one(one).id, f"Text {self.office.next_number()}.")

    async def _is_noted_otherwise(self, one: int, other: int) -> object:
        card = self._one(one)
        notes = await self.office.deps.notes.of(card, None, 10)
        if not notes:
            return None
        note, text = notes[other % len(notes)], f"Text {self.office.next_number()}."
        change = ChangeNote(card.id, note.id, note.version, text, "high", ADMIN, ALL)
        return await change_note(self.office.deps, change)

    async def _is_not_noted(self, one: int, other: int) -> None:
        card = self._one(one)
        notes = await self.office.deps.notes.of(card, None, 10)
        if notes:
            note = notes[other % len(notes)]
            await delete_note(self.office.deps, DeleteNote(card.id, note.id, note.version, ADMIN, ALL))

    async def _is_linked(self, one: int, other: int) -> None:
        self._links += 1
        card, mark = self._one(one), Mark(f"link {self._links}")
        link = Link(self._links, max(1, card.version - other % 2), MANAGERS[other % 3])
        await apply_link(self.office.deps, ApplyLink(card.id, link, "link", mark))

    async def _is_forgotten(self, one: int, _: int) -> object:
        return await self.office.erases(self._one(one))

    async def _gets_older(self, one: int, _: int) -> None:
        self.office.clock.forward(timedelta(days=one * 5))

    def _watch(self, unit: Unit) -> None:
        for event in unit.events:
            if isinstance(event, CustomerCreated) and event.customer.channel == "pos":
                new = next(each for each in unit.writes if getattr(each, "collection", "") == CUSTOMERS)
                self._is_nobody_known(card_of(new.doc))  # type: ignore[union-attr]
            if isinstance(event, CustomerErased):
                self._gone |= self._words_of(event.customer.id)

    def _is_nobody_known(self, new: Card) -> None:
        """Whoever came to the shop at the same time is known too."""
        for card in self.cards:
            before = self._known.get(card.id, _known(card) if card.channel == "pos" else frozenset())
            if _known(new) & _known(card) & before:
                self.complaints.append(f"{new} was known as {card}")

    def _words_of(self, customer_id: str) -> set[str]:
        """What only he is told by: every word that is told of one alone."""
        docs = [doc for doc in self._docs(CUSTOMERS) if doc["_id"] == customer_id]
        docs += [
            doc["duplicate"] for doc in self._docs(MERGES) if doc["duplicate"]["_id"] == customer_id and doc["open"]
        ]
        noted = [
            doc["text"] for name in (NOTES, HISTORY) for doc in self._docs(name) if doc["customer_id"] == customer_id
        ]
        return {word for doc in docs for word in (doc["name"], doc["address"]) if word} | {*noted}

    async def _hear(self) -> None:
        news, self._heard = self.office.commits.told[self._heard :], len(self.office.commits.told)
        for event in news:
            if not isinstance(event, CustomerEvent):
                continue
            known = self.told.get(event.customer.id)
            if known is not None and known.customer.version >= event.customer.version:
                self.complaints.append(f"{event} was told after {known}")
            self.told[event.customer.id] = event
            if isinstance(event, CustomerErased):
                await self.office.deps.notes.wipe(event.customer.id)

    async def whole(self) -> None:
        """Raises AssertionError for anything that is not as it must be."""
        assert self.complaints == []
        cards = {card.id: card for card in self.cards}
        walked = await walk_cards(self.office.deps, ALL, "", 1000)
        assert [card.id for card, _ in walked] == sorted(self.told), "each card is there once, and was told"
        for card, survivor_id in walked:
            told = self.told[card.id]
            # A link that shows as before is remembered and not told.
            kept = customer(card, survivor_id).model_copy(update={"link_version": told.customer.link_version})
            assert (told.customer, told.personal) == (kept, personal(card)), "what was told is not what is kept"
        standing = {card.id: survivor_id for card, survivor_id in walked}
        for card in cards.values():
            stood_for = {each for each in standing if each != card.id and _last(standing, each) == card.id}
            assert set(card.absorbed) == stood_for, f"{card} stands for {stood_for}"
            assert len(card.absorbed) == len(stood_for)
            await self._shows_its_newest_note(card)
        self._nothing_is_left_of_the_forgotten()

    async def _shows_its_newest_note(self, card: Card) -> None:
        newest: Preview | None = await self.office.deps.notes.newest(card.ids)
        if card.erased_at is None:
            assert card.last_note == newest, f"{card} does not show {newest}"
        else:
            assert (card.details.email, card.details.phone, card.last_note, card.known_by) == (None, None, None, ())

    def _nothing_is_left_of_the_forgotten(self) -> None:
        kept = json.dumps([self._docs(name) for name in (CUSTOMERS, MERGES, NOTES, HISTORY)], default=str)
        left = [word for word in self._gone if json.dumps(word) in kept]
        assert left == [], f"{left} of the forgotten are left"

    def _docs(self, name: str) -> list[dict[str, Any]]:
        return list(self.office.memory.collection(name).docs.values())


def _known(card: Card) -> frozenset[str]:
    return identities(card.details) | frozenset(card.known_by)


def _last(standing: dict[str, str | None], customer_id: str) -> str:
    while (survivor_id := standing[customer_id]) is not None:
        customer_id = survivor_id
    return customer_id
