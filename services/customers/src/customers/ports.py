"""What the use cases need of the world."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.access import Member, Scope
from chassis.clock import Clock
from chassis.commit import Delete, Insert, Marks, Numbered, Replace, Unit, Write
from customers.domain.card import Card, Details
from customers.domain.listing import Met, Query
from customers.domain.merging import Merge
from customers.domain.note import Change, Note, Preview


@dataclass(frozen=True, slots=True)
class Holder:
    """The card that has an external id; `id` is told within the scope alone."""

    id: str | None


class Cards(Protocol):
    """The customers. A card outside of the scope is not there."""

    async def get(self, identifier: str, scope: Scope) -> Card | None: ...

    async def find(self, query: Query, scope: Scope, limit: int) -> Sequence[Met]: ...

    async def walk(self, scope: Scope, after: str, limit: int) -> Sequence[Card]:
        """In order of id, behind `after`."""
        ...

    async def alike(self, details: Details) -> Sequence[Card]:
        """Whoever may have that e-mail or phone, oldest first. Of everybody: at the point of sale a customer is
        recognised whosever he is (C6); what of him is shown is up to the caller's scope."""
        ...

    async def holder(self, external_id: str, scope: Scope) -> Holder | None:
        """Which card has it, whosever it is."""
        ...

    async def sharing(self, keys: Sequence[str], scope: Scope) -> Sequence[Card]:
        """Cards with any of these keys by which duplicates meet."""
        ...

    def insert(self, card: Card) -> Insert: ...

    def replace(self, card: Card, before: Card) -> Replace: ...

    def delete(self, card: Card) -> Delete: ...

    def noted(self, card: Card, before: Card) -> Write:
        """Its newest note is another than before; if it is not, that nobody wrote the card."""
        ...


class Merges(Protocol):
    """Which card stands for which. Whoever asks has read the card that stands for the others within his scope."""

    async def of_duplicate(self, customer_id: str) -> Merge | None:
        """The merge by which the card went, if another stands for it."""
        ...

    async def walk(self, scope: Scope, after: str, limit: int) -> Sequence[Merge]:
        """Those that hold, in order of the id of the card that went, behind `after`."""
        ...

    async def into(self, customer_ids: Collection[str]) -> Sequence[Merge]:
        """What was merged into these cards, undone or not, the latest first."""
        ...

    def insert(self, merge: Merge) -> Insert: ...

    def replace(self, merge: Merge) -> Replace:
        """In place of the version before."""
        ...


class Turnstile(Protocol):
    """Lets creations that claim to be of one person through one at a time, however many processes there are."""

    async def through(self, identities: Collection[str]) -> Sequence[Write]:
        """The writes that make the commit fail if another creation went through meanwhile. Ask before looking
        whether the person is known."""
        ...


class Notes(Protocol):
    """The notes of a card and of those that it stands for; whoever asks has read the card within his scope."""

    async def get(self, card: Card, note_id: str) -> Note | None: ...

    async def of(self, card: Card, after: tuple[int, str] | None, limit: int) -> Sequence[Note]:
        """By priority, then newest first; `after` is rank and id of the last that was seen."""
        ...

    async def newest(self, card_ids: Sequence[str], besides: str | None = None) -> Preview | None:
        """The newest of these cards, not counting the one of that id."""
        ...

    async def history(
        self, card: Card, note_id: str | None, after: tuple[datetime, str, int] | None, limit: int
    ) -> Sequence[Change]:
        """What was done to them, the latest first; `after` is time, note and version of the last that was seen."""
        ...

    def insert(self, note: Note) -> Sequence[Write]: ...

    def replace(self, note: Note, before: Note) -> Sequence[Write]: ...

    def delete(self, note: Note, by: str, now: datetime) -> Sequence[Write]: ...

    async def wipe(self, customer_id: str) -> None:
        """Empties the texts of all notes and of their history; who wrote when stays. May be done again."""
        ...


class Staff(Protocol):
    """Who works here."""

    async def member(self, identifier: str, *, awaited: bool = False) -> Member | None: ...

    async def members(self, identifiers: Iterable[str]) -> dict[str, Member]:
        """Those of them who are known."""
        ...


class Commits(Protocol):
    """Makes a change durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


@dataclass(frozen=True, slots=True)
class Deps:
    """What every use case gets. `region`: where phone numbers without a country are read (ISO 3166)."""

    cards: Cards
    notes: Notes
    merges: Merges
    turnstile: Turnstile
    marks: Marks
    staff: Staff
    committer: Commits
    clock: Clock
    region: str
