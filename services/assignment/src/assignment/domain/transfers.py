"""A transfer moves a manager's customers to somebody else, or spreads them over several; it can be undone (M4, N8)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from assignment.domain.wheel import Wheel

_FIRST = 10


class State(StrEnum):
    """`planning`: its rows are being listed. `undoing` and `undone` are said of the transfer that is undone."""

    PLANNING = "planning"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What became of a customer."""

    ASSIGNED = "assigned"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


class Why(StrEnum):
    """The reason of an outcome; part of the public contract."""

    TRANSFERRED = "TRANSFERRED"
    TRANSFER_UNDONE = "TRANSFER_UNDONE"
    ALREADY_THERE = "ALREADY_THERE"
    """He is the receiver's customer anyway."""
    OTHER_MANAGER = "OTHER_MANAGER"
    """He was not the former manager's customer."""
    MOVED_MEANWHILE = "MOVED_MEANWHILE"
    """Somebody decided about him after the transfer was asked for; that stands."""
    MANAGER_INACTIVE = "MANAGER_INACTIVE"
    """The receiver is not ACTIVE any more."""
    NOT_ALLOWED = "NOT_ALLOWED"
    """The author may see him but not give him away."""
    NOT_FOUND = "NOT_FOUND"
    UNASSIGNED_DISTRIBUTION_OFF = "UNASSIGNED_DISTRIBUTION_OFF"
    UNASSIGNED_NO_CANDIDATE = "UNASSIGNED_NO_CANDIDATE"
    """No pool of the settings takes him, or nobody in it could."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one customer; `after` is who has him then."""

    outcome: Outcome
    why: Why
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one person got or gave away; `first` are ids of the first customers."""

    customers: int = 0
    orders: int = 0
    first: tuple[str, ...] = ()

    def with_customer(self, row: "Row") -> "Share":
        """And one who was moved."""
        first = (*self.first, row.customer_id) if len(self.first) < _FIRST else self.first
        return Share(self.customers + 1, self.orders + len(row.orders), first)

    def with_orders(self, row: "Row") -> "Share":
        """And the orders that followed him."""
        return replace(self, orders=self.orders + len(row.orders))


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one customer. `orders` went along at `orders_at`, in so many `parts`; `orders_kept` could not be
    given back.

    `decision_id` is the decision that moved him: while his link still carries it, it is as the transfer left it.
    """

    customer_id: str
    outcome: Outcome
    why: Why
    before: str | None
    after: str | None
    decision_id: str | None = None
    orders: tuple[str, ...] = ()
    orders_at: datetime | None = None
    orders_kept: tuple[str, ...] = ()
    parts: int = 0

    @property
    def settled(self) -> frozenset[str]:
        """The orders that are decided on."""
        return frozenset((*self.orders, *self.orders_kept))

    def followed_by(self, orders: tuple[str, ...], kept: tuple[str, ...], at: datetime) -> "Row":
        """After these went along too, or could not; all of a customer count as gone at the same time."""
        return replace(
            self,
            orders=self.orders + orders,
            orders_at=self.orders_at or (at if orders else None),
            orders_kept=self.orders_kept + kept,
            parts=self.parts + 1,
        )


@dataclass(frozen=True, slots=True)
class Transfer:
    """The job and how far it has come. `to_id` None: spread by the distribution settings.

    Customers are gone through in order of id: listed up to `planned_to`, moved up to `moved_to`, their orders up to
    `orders_to`. `left_to`: the movement up to which those were listed who left the former manager meanwhile.
    `reads_all` and `manages_all`: how far the author's permissions reached when he asked. `wheels` are the transfer's
    own, so that its turns are even and take nobody's turn at new orders; `carried` is how many customers everybody had
    when it was to be spread. `got` and `gave`: by person.
    """

    id: str
    version: int
    author_id: str
    from_id: str
    to_id: str | None
    open_orders: bool
    preview: bool
    reads_all: bool
    manages_all: bool
    created_at: datetime
    updated_at: datetime
    undo_of: str | None = None
    undone_by: str | None = None
    state: State = State.PLANNING
    total: int = 0
    planned_to: str = ""
    left_to: tuple[datetime, str] | None = None
    moved_to: str = ""
    orders_to: str = ""
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    orders_moved: int = 0
    got: Mapping[str, Share] = field(default_factory=dict)
    gave: Mapping[str, Share] = field(default_factory=dict)
    wheels: Mapping[str, Wheel] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    finished_at: datetime | None = None

    @property
    def done(self) -> int:
        """How many customers have their outcome."""
        return sum(self.counts.values())

    @property
    def spreads(self) -> bool:
        """Whether the distribution settings choose who gets whom."""
        return self.to_id is None and self.undo_of is None

    def portfolios(self) -> dict[str, int]:
        """How many customers everybody has by now, so far as the transfer knows."""
        return dict(Counter(self.carried) + Counter({who: share.customers for who, share in self.got.items()}))

    @property
    def undoable(self) -> bool:
        """Whether it can be undone: once, when it is done; an undo cannot."""
        return self.state is State.DONE and not self.preview and self.undo_of is None

    def started(self, carried: Mapping[str, int], now: datetime) -> "Transfer":
        """Once the list is complete."""
        return self._next(now, state=State.RUNNING, carried=carried)

    def planned_late(self, customer_ids: Sequence[str], left_to: tuple[datetime, str], now: datetime) -> "Transfer":
        """After these were listed too, who had left by that movement."""
        return self._next(now, total=self.total + len(customer_ids), left_to=left_to)

    def planned(self, customer_ids: Sequence[str], now: datetime) -> "Transfer":
        """After these were listed."""
        return self._next(now, total=self.total + len(customer_ids), planned_to=customer_ids[-1])

    def moved(self, rows: Sequence[Row], wheels: Mapping[str, Wheel], now: datetime) -> "Transfer":
        """After these customers got their outcome."""
        assigned = [row for row in rows if row.outcome is Outcome.ASSIGNED]
        last = rows[-1].customer_id
        return self._next(
            now,
            moved_to=last,
            orders_to=self.orders_to if self.moves_orders else last,
            counts=dict(Counter(self.counts) + Counter(row.outcome for row in rows)),
            got=_shared(self.got, ((row.after, row) for row in assigned), Share.with_customer),
            gave=_shared(self.gave, ((row.before, row) for row in assigned), Share.with_customer),
            wheels=wheels,
            orders_moved=self.orders_moved + sum(len(row.orders) for row in rows),
        )

    def orders_followed(self, rows: Sequence[Row], up_to: str, now: datetime) -> "Transfer":
        """After the orders in these rows went along, with which all of the customers up to that one did."""
        return self._next(
            now,
            orders_to=up_to,
            got=_shared(self.got, ((row.after, row) for row in rows), Share.with_orders),
            gave=_shared(self.gave, ((row.before, row) for row in rows), Share.with_orders),
            orders_moved=self.orders_moved + sum(len(row.orders) for row in rows),
        )

    @property
    def moves_orders(self) -> bool:
        """Whether open orders follow in a step of their own; a preview only counts them."""
        return self.open_orders and not self.preview

    def finished(self, now: datetime) -> "Transfer":
        """After everything."""
        return self._next(now, state=State.DONE, finished_at=now)

    def undoing(self, identifier: str, author_id: str, now: datetime) -> "Transfer":
        """The transfer that undoes this one."""
        return Transfer(
            id=identifier,
            version=1,
            author_id=author_id,
            from_id=self.from_id,
            to_id=self.to_id,
            open_orders=self.open_orders,
            preview=False,
            reads_all=self.reads_all,
            manages_all=self.manages_all,
            created_at=now,
            updated_at=now,
            undo_of=self.id,
        )

    def being_undone(self, by: str, now: datetime) -> "Transfer":
        """While the transfer of that id undoes it."""
        return self._next(now, state=State.UNDOING, undone_by=by)

    def undone(self, now: datetime) -> "Transfer":
        """Once it has been undone."""
        return self._next(now, state=State.UNDONE)

    def _next(self, now: datetime, **changes: object) -> "Transfer":
        return replace(self, version=self.version + 1, updated_at=now, **changes)  # type: ignore[arg-type]


def _shared(
    shares: Mapping[str, Share], rows: Iterable[tuple[str | None, Row]], add: Callable[[Share, Row], Share]
) -> dict[str, Share]:
    after = dict(shares)
    for person, row in rows:
        if person is not None:
            after[person] = add(after.get(person, Share()), row)
    return after
