"""What the use cases need from the outside, in words of the business."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from assignment.ports.audit import Accounts, Compares
from assignment.ports.commits import Commits, Leases
from assignment.ports.customers import Customers, Links, Portfolios
from assignment.ports.ledger import Extent, Ledger, LedgerQuery, Wheels
from assignment.ports.orders import Orders, Queue, Stakes, Waiting, WaitingQuery
from assignment.ports.people import (
    AbsenceStore,
    Companies,
    Company,
    Distribution,
    DistributionStore,
    GroupStore,
    StaffQuery,
    StaffStore,
)
from assignment.ports.transfers import RowQuery, TransferQuery, Transfers
from chassis.clock import Clock
from chassis.commit import Marks

__all__ = [
    "AbsenceStore",
    "Accounts",
    "Commits",
    "Companies",
    "Company",
    "Compares",
    "Customers",
    "Deps",
    "Distribution",
    "DistributionStore",
    "Extent",
    "GroupStore",
    "Leases",
    "Ledger",
    "LedgerQuery",
    "Links",
    "Marks",
    "Orders",
    "Portfolios",
    "Queue",
    "RowQuery",
    "StaffQuery",
    "StaffStore",
    "Stakes",
    "TransferQuery",
    "Transfers",
    "Waiting",
    "WaitingQuery",
    "Wheels",
]


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything that the use cases of this service work with."""

    companies: Companies
    staff: StaffStore
    absences: AbsenceStore
    groups: GroupStore
    distribution: DistributionStore
    customers: Customers
    links: Links
    portfolios: Portfolios
    orders: Orders
    waiting: Waiting
    stakes: Stakes
    leases: Leases
    wheels: Wheels
    ledger: Ledger
    transfers: Transfers
    accounts: Accounts
    replicas: Compares
    marks: Marks
    commits: Commits
    clock: Clock
    new_id: Callable[[], str]
    counting: AbstractAsyncContextManager[object]
    """Held while somebody decides by what people carry: one at a time, so that each sees what the last one gave."""
    orders_at_once: int = 1_000
    """How many orders one unit gives somebody else at most: for some ten thousand the database has no time."""
