"""What an audit reads, in pages and in the order of ids (N3)."""

from typing import Protocol

from assignment.domain.accounts import Activity, Asked, CustomerAccount, OrderAccount
from chassis.access import Scope


class Accounts(Protocol):
    """Everything that is kept here, behind an id; Forbidden unless the scope is all."""

    async def orders(self, scope: Scope, after: str, limit: int) -> list[OrderAccount]: ...

    async def customers(self, scope: Scope, after: str, limit: int) -> list[CustomerAccount]: ...

    async def decisions(self, scope: Scope, after: str, limit: int) -> list[Asked]: ...

    async def activity(self, scope: Scope, after: str, limit: int) -> list[Activity]: ...
