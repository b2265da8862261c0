"""Orders, those that wait, and what is at stake."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assignment.domain.facts import Load, StaffFact
from assignment.domain.figures import PlacedOrder
from assignment.domain.portfolios import Period
from assignment.domain.records import OrderRecord
from assignment.domain.stale import Stake
from chassis.access import Scope
from chassis.commit import Write


@dataclass(frozen=True, slots=True)
class Queue:
    """The orders that nobody has: how many, and since when the oldest waits."""

    length: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingQuery:
    """Which orders that nobody has; None asks nothing. `pools`: those that wait for the people of one of them.
    `after` is (since, id) of the last one seen."""

    reason: str | None = None
    pools: Sequence[str] | None = None
    after: tuple[datetime, str] | None = None


class Waiting(Protocol):
    """The orders that nobody has (N14)."""

    async def find(self, query: WaitingQuery, scope: Scope, limit: int) -> list[OrderRecord]:
        """Those that wait longest first. Raises Forbidden unless the scope is all."""
        ...

    async def counts(self, scope: Scope) -> Mapping[str, int]:
        """How many, by reason."""
        ...

    async def queue(self) -> Queue: ...


class Orders(Protocol):
    """The replica of orders."""

    async def get(self, order_id: str) -> OrderRecord | None: ...

    async def walk(self, scope: Scope, after: str, limit: int) -> list[OrderRecord]:
        """In order of id, behind `after`. Raises Forbidden unless the scope is all."""
        ...

    async def waiting_of(self, customer_id: str, limit: int) -> list[OrderRecord]:
        """His open orders that nobody has (C7), the oldest first."""
        ...

    async def open_of(
        self, customer_ids: Sequence[str], manager_id: str, limit: int | None = None
    ) -> list[OrderRecord]:
        """Open orders of these customers that he has, in order of customer; all of them without a limit."""
        ...

    async def given_since(self, manager_id: str, since: datetime) -> list[OrderRecord]:
        """Open orders that he was given at that instant or later."""
        ...

    async def count_open_of(self, manager_id: str) -> int:
        """How many open orders he has."""
        ...

    async def ordered_before(self, customer_id: str, placed_at: datetime) -> bool:
        """Whether he ordered or bought something before; a quote is no order, one that was cancelled was one."""
        ...

    async def placed(self, period: Period, after: tuple[datetime, str] | None, limit: int) -> list[PlacedOrder]:
        """All but quotes, the oldest first; `after` is (placed_at, id) of the last one seen."""
        ...

    async def last_managers(self, customer_ids: Collection[str], before: datetime) -> Mapping[str, str | None]:
        """By customer who was first given his last order before then; who had none is left out."""
        ...

    async def first_placed(self, customer_ids: Sequence[str]) -> Mapping[str, datetime]:
        """When each of them placed his first order that is no quote; who never did is missing."""
        ...

    async def held_at(self, people: Sequence[str], instant: datetime) -> Mapping[str, str]:
        """Which of these people held which order, by its id, if it was open at that instant and is still theirs."""
        ...

    async def moved_since(self, people: Sequence[str], instant: datetime) -> list[str]:
        """Ids of orders that were open at that instant, or came later, and were given to one of these people since: all
        that were decided more than once."""
        ...

    async def nobodys_since(self, instant: datetime) -> list[str]:
        """Ids of orders that nobody has, or had when they were closed at that instant or later."""
        ...

    async def loads(self, people: Sequence[StaffFact], now: datetime) -> Mapping[str, Load]:
        """What each of them carries: open orders, and orders given since midnight of his own time zone."""
        ...

    def kept(self, record: OrderRecord, before: OrderRecord | None) -> Write: ...


class Stakes(Protocol):
    """What customers have with the company (N10)."""

    async def of(self, customer_ids: Sequence[str], since: datetime) -> Mapping[str, Stake]:
        """All that is open, and what each spent since then; quotes and what was cancelled are no spending."""
        ...
