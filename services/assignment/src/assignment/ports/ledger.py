"""Decisions, and the wheels that they turn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assignment.domain.books import Given
from assignment.domain.facts import CustomerFact
from assignment.domain.fairness import Gift
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.wheel import Wheel
from chassis.access import Scope
from chassis.commit import Write


class Wheels(Protocol):
    """Where the wheels of distribution stand, ahead of what is committed: with the turns that are under way."""

    async def at_hand(self) -> Mapping[str, Wheel]: ...

    def turned(self, pool: str, after: Wheel) -> Write:
        """The turn as a write; whoever decides next sees it at once."""
        ...

    def forget(self) -> None:
        """A turn was not committed: look again."""
        ...


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which decisions; None asks nothing. `merged_with` is the other card of a merge, `after` the last id seen."""

    order_id: str | None = None
    customer_id: str | None = None
    reason: str | None = None
    merged_with: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Extent:
    """How many decisions a period has, counted up to a limit, and the versions of the company they were made by."""

    decisions: int
    first_version: int
    last_version: int


class Ledger(Protocol):
    """Every decision with its facts."""

    async def get(self, decision_id: str, scope: Scope) -> Entry | None: ...

    async def several(self, decision_ids: Iterable[str], scope: Scope) -> list[Entry]:
        """Those of them that it has, in no order."""
        ...

    async def find(self, query: LedgerQuery, scope: Scope, limit: int) -> list[Entry]:
        """The newest first."""
        ...

    async def gifts(self, period: Period) -> list[Gift]:
        """What distribution gave, the oldest first."""
        ...

    async def extent(self, period: Period, at_most: int) -> Extent: ...

    async def of_period(self, period: Period, after: str | None, limit: int) -> list[Entry]:
        """The oldest first, behind the one with the id `after`."""
        ...

    async def first_wheels(self, period: Period, pools: Sequence[str]) -> Mapping[str, Wheel]:
        """Where the wheel of each pool stood before its first turn in the period."""
        ...

    async def of_order(self, order_id: str) -> list[Entry]:
        """All decisions that gave it somebody or nobody, the oldest first."""
        ...

    async def of_orders(self, order_ids: Sequence[str], before: datetime) -> list[Entry]:
        """What was decided of any of them before then, the oldest first."""
        ...

    async def merges_of(self, customer_ids: Collection[str], before: datetime) -> list[Entry]:
        """What was decided of them until then because cards were merged, or came apart (M5); in no order."""
        ...

    async def given(self, period: Period) -> Mapping[str, Given]:
        """By order, to whom it was last given in the period, if to anybody."""
        ...

    async def holders_at(self, order_ids: Sequence[str], instant: datetime) -> Mapping[str, str]:
        """Who had which of these orders at that instant; those that nobody had are missing."""
        ...

    async def customers_as_of(self, customer_ids: Sequence[str], instant: datetime) -> Mapping[str, CustomerFact]:
        """What was known of each of them by the last decision about him before then; who had none is missing."""
        ...

    async def card_version(self, customer_id: str) -> int | None:
        """The latest version of the card that was decided on; None if none was."""
        ...

    def recorded(self, entry: Entry) -> Write: ...
