"""What the use cases need of the world."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.access import Scope
from chassis.clock import Clock
from chassis.commit import Insert, Marks, Numbered, Unit
from fieldops.domain.customer import Customer
from fieldops.domain.handover import Handover
from fieldops.domain.visit import Visit


@dataclass(frozen=True, slots=True)
class VisitQuery:
    """Which visits, the latest first. `since` belongs to the period, `until` does not; `after`: start and id of the
    last that was seen."""

    customer_id: str | None = None
    rep_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: tuple[datetime, str] | None = None


class Visits(Protocol):
    """The visits; the own ones are those that one made."""

    async def get(self, identifier: str, scope: Scope) -> Visit | None: ...

    async def find(self, query: VisitQuery, scope: Scope, limit: int) -> Sequence[Visit]: ...

    def insert(self, visit: Visit) -> Insert: ...

    async def move_along(self, customer_id: str, into: str) -> None:
        """Visits of a card that was merged into another; may be done again."""
        ...

    async def give_back(self, survivor_id: str, customer_id: str) -> None:
        """Those that came with a card, when it stands for itself again; may be done again."""
        ...

    async def forget(self, customer_id: str) -> None:
        """Empties the notes of his visits; may be done again."""
        ...


class Customers(Protocol):
    """The replica of customers; the own ones are those that one manages, or made while nobody does."""

    async def get(self, identifier: str, scope: Scope, *, awaited: bool = False) -> Customer | None:
        """By the card that stands for him; not whoever was forgotten. With `awaited`, news of him may be on its way:
        waits a little."""
        ...

    async def card(self, identifier: str) -> Customer | None:
        """That very card. For the service's own reactions to events."""
        ...

    async def cards(self, identifier: str) -> Sequence[Customer]:
        """That very card and those that stand for it, the last by itself; none if news of any is missing. For the
        service's own decisions: nobody is shown them."""
        ...

    async def find(self, after: tuple[str, str] | None, scope: Scope, limit: int) -> Sequence[Customer]:
        """By name; `after`: name key and id of the last that was seen."""
        ...

    def name_key(self, customer: Customer) -> str:
        """By what the list is sorted."""
        ...

    async def keep(self, customer: Customer, *, new: bool) -> bool:
        """Whether it was news: False if what is kept is as new already. `new`: probably nothing of him is kept yet."""
        ...

    def insert(self, customer: Customer) -> Insert: ...


class Handovers(Protocol):
    """Whose customers were until when, as far back as a visit may be reported after it."""

    async def remember(self, handover: Handover) -> None:
        """May be done again."""
        ...

    async def after(self, at: datetime, customer_ids: Sequence[str]) -> Sequence[Handover]:
        """Of those cards, what ended after that time."""
        ...


class Commits(Protocol):
    """Makes a change durable."""

    async def commit(self, unit: Unit | Numbered) -> Unit: ...


@dataclass(frozen=True, slots=True)
class Deps:
    """What every use case gets."""

    visits: Visits
    customers: Customers
    handovers: Handovers
    marks: Marks
    committer: Commits
    clock: Clock
