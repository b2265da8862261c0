"""Transfers of customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from assignment.domain.transfers import Outcome, Row, Transfer
from chassis.access import Scope
from chassis.commit import Write


@dataclass(frozen=True, slots=True)
class TransferQuery:
    """Which transfers; None asks nothing. `after` is the id of the last one seen."""

    staff_id: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class RowQuery:
    """Which rows of a transfer, in order of customer id; None asks nothing."""

    transfer_id: str
    outcome: Outcome | None = None
    after: str | None = None


class Transfers(Protocol):
    """Transfers and what became of each of their customers."""

    async def get(self, transfer_id: str, scope: Scope) -> Transfer | None: ...

    async def find(self, query: TransferQuery, scope: Scope, limit: int) -> list[Transfer]:
        """The newest first."""
        ...

    async def unfinished(self) -> Transfer | None:
        """The oldest one on which there is work to do."""
        ...

    async def named(self, transfer_id: str) -> Sequence[str] | None:
        """The customers whom its author named, in order of id; None: all of the former manager's."""
        ...

    async def unlisted(self, transfer_id: str, customer_ids: Sequence[str]) -> list[str]:
        """Those of them that are not listed yet, each once."""
        ...

    async def pending(self, transfer_id: str, after: str, limit: int) -> list[str]:
        """Ids, in order, of listed customers behind `after`."""
        ...

    async def row(self, transfer_id: str, customer_id: str) -> Row | None:
        """What became of that customer; None as long as he is only listed."""
        ...

    async def rows(self, query: RowQuery, limit: int) -> list[Row]: ...

    def added(self, transfer: Transfer, named: Sequence[str] | None) -> Sequence[Write]: ...

    def replaced(self, transfer: Transfer) -> Write:
        """In place of the version before: of two who run the same step, one gets no further."""
        ...

    def listed(self, transfer_id: str, customer_ids: Sequence[str]) -> Sequence[Write]: ...

    def decided(self, transfer_id: str, row: Row) -> Write: ...

    def followed(self, transfer_id: str, row: Row) -> Write:
        """With its orders."""
        ...
