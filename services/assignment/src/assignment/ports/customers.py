"""Customers, whose they are, and whose they were."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from assignment.domain.links import Link, Movement, Relinking
from assignment.domain.portfolios import Checkpoint, Flow, Period
from assignment.domain.records import CustomerRecord
from chassis.access import Scope
from chassis.commit import Write


class Customers(Protocol):
    """The replica of cards."""

    async def get(self, customer_id: str) -> CustomerRecord | None: ...

    async def standing_for(self, customer_id: str) -> CustomerRecord | None:
        """The card that stands for it: mostly itself. None if it has not arrived."""
        ...

    async def several(self, customer_ids: Iterable[str]) -> list[CustomerRecord]: ...

    async def walk(self, scope: Scope, after: str, limit: int) -> list[CustomerRecord]:
        """In order of id, behind `after`. Raises Forbidden unless the scope is all."""
        ...

    def kept(self, record: CustomerRecord, before: CustomerRecord | None) -> Write: ...

    def unchanged(self, customer_id: str, version: int) -> Write:
        """The precondition that nothing was heard of the card since that version, so that no human's choice lies
        between a link and the card that it says it looked at."""
        ...


class Links(Protocol):
    """Whose the customers are; this service is the only one that writes it."""

    async def get(self, customer_id: str, scope: Scope) -> Link | None: ...

    async def several(self, customer_ids: Iterable[str]) -> list[Link]:
        """Of those of them who were ever linked, in no order."""
        ...

    async def history(self, customer_id: str) -> list[Movement]:
        """From manager to manager, the oldest first."""
        ...

    async def as_of(self, customer_id: str, at: datetime) -> Link | None:
        """As it was then; None before the first."""
        ...

    async def managers_as_of(self, customer_ids: Iterable[str], at: datetime) -> Mapping[str, str | None]:
        """Who was on the card then, of those who were ever linked by then."""
        ...

    async def customers_of(self, manager_id: str, by: datetime, after: str, limit: int) -> list[str]:
        """Ids, in order and behind `after`, of the customers whom he has and had at that instant."""
        ...

    async def left(
        self, manager_id: str, since: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> list[Movement]:
        """How customers went from him to somebody else after that instant: those behind the position `after`, the
        oldest first."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """How many customers each manager has now."""
        ...

    async def count_of(self, manager_id: str) -> int:
        """How many customers have that manager, stale or not."""

    async def linked_to(self, managers: Iterable[str], scope: Scope) -> Mapping[str, str]:
        """The manager of each of their customers. Own reaches the caller's own customers."""
        ...

    async def managers_of(self, customer_ids: Iterable[str]) -> Mapping[str, str | None]:
        """Who is on the card now, of those who were ever linked."""
        ...

    def relinked(self, change: Relinking) -> Sequence[Write]: ...

    def unchanged(self, link: Link) -> Write: ...


class Portfolios(Protocol):
    """The journal of links by manager, and the checkpoints that counts start from."""

    async def checkpoint(self, before: datetime | None = None) -> Checkpoint:
        """The last one that is not after `before`; the beginning if there is none."""
        ...

    async def flows(self, start: datetime, end: datetime | None) -> list[Flow]:
        """Of everybody, from `start` until just before `end`; None: until now."""
        ...

    async def flows_of(self, staff_id: str, period: Period, scope: Scope) -> list[Flow]:
        """His, by reason."""
        ...

    async def movements(
        self, staff_id: str, period: Period, scope: Scope, after: tuple[datetime, str] | None, limit: int
    ) -> list[Movement]:
        """His, the oldest first."""
        ...

    async def after_entries(self, since: datetime, entries: int, before: datetime) -> datetime | None:
        """The instant just after that many entries since `since`; None if there are not that many before `before`."""
        ...

    def kept(self, checkpoint: Checkpoint) -> Write: ...
