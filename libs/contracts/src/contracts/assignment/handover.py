"""Customers and orders that change hands together: somebody leaves them behind, or a transfer moves them."""

from datetime import datetime
from typing import ClassVar

from contracts.assignment.decisions import Recipient
from contracts.base import Contract, Event


class StaffDeactivated(Event):
    """A member was deactivated and leaves customers or open orders to be reassigned (M1): told once each time, to
    the supervisors among `recipients`. `sequence` is the member's version."""

    TYPE: ClassVar[str] = "vinculo.assignment.staff.deactivated.v1"

    staff_id: str
    version: int
    since: datetime
    customers: int
    open_orders: int
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.staff_id

    @property
    def sequence(self) -> int:
        return self.version


class TransferShare(Contract):
    """What one person got or gave away in a transfer; `first_customer_ids` are a few of the customers."""

    staff_id: str
    customers: int
    orders: int = 0
    first_customer_ids: tuple[str, ...] = ()


class TransferFinished(Event):
    """A transfer has moved what it could (M4, N8); each recipient gets one digest of it. `undo_of`: it gave back what
    that transfer had moved. `counts` are customers by outcome."""

    TYPE: ClassVar[str] = "vinculo.assignment.transfer.finished.v1"

    transfer_id: str
    version: int
    author_id: str
    undo_of: str | None = None
    counts: dict[str, int]
    got: tuple[TransferShare, ...]
    gave: tuple[TransferShare, ...]
    finished_at: datetime
    recipients: tuple[Recipient, ...] = ()

    @property
    def subject(self) -> str:
        return self.transfer_id

    @property
    def sequence(self) -> int:
        return self.version
