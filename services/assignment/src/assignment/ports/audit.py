"""What an audit reads, in pages and in the order of ids (N3), and what replicas are compared by (N5)."""

from collections.abc import Collection
from typing import Protocol

from assignment.domain.accounts import Activity, Asked, CustomerAccount, OrderAccount
from chassis.access import Scope
from chassis.commit import Write
from chassis.inbox import Mark
from contracts.replay import Replay


class Accounts(Protocol):
    """Everything that is kept here, behind an id; Forbidden unless the scope is all."""

    async def orders(self, scope: Scope, after: str, limit: int) -> list[OrderAccount]: ...

    async def customers(self, scope: Scope, after: str, limit: int) -> list[CustomerAccount]: ...

    async def decisions(self, scope: Scope, after: str, limit: int) -> list[Asked]: ...

    async def activity(self, scope: Scope, after: str, limit: int) -> list[Activity]: ...


class Compares(Protocol):
    """Compares a record with what was told anew, and rebuilds it if asked."""

    async def compare(
        self,
        replay: Replay,
        name: str,
        told: Write,
        mark: Mark,
        *,
        ignoring: Collection[str] = (),
        undecided: bool = False,
        counts_itself: bool = False,
    ) -> None: ...
