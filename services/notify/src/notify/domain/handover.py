"""A finished transfer, and what of it one reader is told (M4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from notify.domain.templates import Template


@dataclass(frozen=True, slots=True)
class Share:
    """What one person got or gave away; `first` are ids of a few of the customers."""

    staff_id: str
    customers: int
    orders: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transfer:
    """As it was told. `undo`: it gave back what another had moved. `counts` are customers by outcome."""

    id: str
    undo: bool
    counts: Mapping[str, int]
    got: tuple[Share, ...]
    gave: tuple[Share, ...]

    @property
    def reason(self) -> str:
        """The reason code of its decisions."""
        return "TRANSFER_UNDONE" if self.undo else "TRANSFERRED"


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody on the other side, by name."""

    name: str | None
    customers: int


@dataclass(frozen=True, slots=True)
class Handover:
    """What a letter about a transfer shows: how much the reader got or gave, from or to whom, and the first customers
    by id and name. For its author: all of it, with the `counts`."""

    transfer_id: str
    customers: int
    orders: int
    others: tuple[Other, ...]
    first: tuple[tuple[str, str], ...] = ()
    counts: Mapping[str, int] | None = None


def side_of(transfer: Transfer, template: Template, reader: str) -> tuple[Share, tuple[Share, ...]]:
    """The reader's own share, and those of the other side."""
    if template is Template.TRANSFER_GOT:
        mine, others = transfer.got, transfer.gave
    elif template is Template.TRANSFER_GAVE:
        mine, others = transfer.gave, transfer.got
    else:
        return Share(
            reader, sum(s.customers for s in transfer.got), sum(s.orders for s in transfer.got), ()
        ), transfer.got
    own = next((share for share in mine if share.staff_id == reader), Share(reader, 0, 0, ()))
    return own, others
