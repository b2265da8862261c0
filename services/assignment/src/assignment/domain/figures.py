"""Loyalty and speed: how often a customer meets the same manager again, and how fast he is attended to (RC-1, RC-4).

Orders and purchases count, quotes do not. A manager is who was given the order first: what is moved later changes
nothing about whom the customer met.
"""

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from statistics import median


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as far as these figures look at it.

    `manager_id`: who was given it first. `entered_by`: the member of staff who typed it in; it waited for nobody.
    `handled_at`, `handled_by`: the first act of a member of staff on it afterwards: saved, moved on, claimed.
    """

    id: str
    customer_id: str | None
    placed_at: datetime
    manager_id: str | None
    entered_by: str | None
    handled_at: datetime | None
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds from placed to first handled, in order; None where nothing was handled."""

    seconds: tuple[float, ...] = ()

    @property
    def median(self) -> float | None:
        """Half of the orders were faster."""
        return median(self.seconds) if self.seconds else None

    @property
    def p90(self) -> float | None:
        """Nine of ten were no slower."""
        return self.seconds[ceil(0.9 * len(self.seconds)) - 1] if self.seconds else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one manager, or of all together.

    `returning`: orders of customers who had ordered before; `same`: those whose order before was the same manager's.
    `known` and `new`: how long orders waited that he was the first to handle, of customers who had ordered before and
    of others. `unhandled`: orders given to him that nobody has acted on yet.
    """

    orders: int = 0
    returning: int = 0
    same: int = 0
    known: Waits = Waits()
    new: Waits = Waits()
    unhandled: int = 0

    @property
    def repeat_rate(self) -> float | None:
        """Between 0 and 1; None if nobody came back."""
        return self.same / self.returning if self.returning else None


@dataclass(slots=True)
class _Sums:
    orders: int = 0
    returning: int = 0
    same: int = 0
    known: list[float] = field(default_factory=list)
    new: list[float] = field(default_factory=list)
    unhandled: int = 0

    def figures(self) -> Figures:
        known, new = Waits(tuple(sorted(self.known))), Waits(tuple(sorted(self.new)))
        return Figures(self.orders, self.returning, self.same, known, new, self.unhandled)


class Reckoning:
    """Adds orders up in the order in which they were placed. `total` is everybody's."""

    def __init__(self) -> None:
        self._last: dict[str, str | None] = {}
        self._sums: dict[str, _Sums] = {}
        self._total = _Sums()

    def strangers(self, orders: Iterable[PlacedOrder]) -> set[str]:
        """Customers whose order before the first of these is not known here."""
        return {order.customer_id for order in orders if order.customer_id is not None} - self._last.keys()

    def add(self, orders: Sequence[PlacedOrder], before: Mapping[str, str | None]) -> None:
        """`before`: by customer the manager of the last order before these, for strangers who had one."""
        last: MutableMapping[str, str | None] = self._last
        last.update(before)
        for order in orders:
            known = order.customer_id is not None and order.customer_id in last
            self._meet(order, known=known)
            self._handle(order, known=known)
            if order.customer_id is not None:
                last[order.customer_id] = order.manager_id

    def _meet(self, order: PlacedOrder, *, known: bool) -> None:
        if order.manager_id is None:
            return
        for sums in (self._of(order.manager_id), self._total):
            sums.orders += 1
            if known:
                sums.returning += 1
                sums.same += self._last[order.customer_id or ""] == order.manager_id

    def _handle(self, order: PlacedOrder, *, known: bool) -> None:
        if order.entered_by is not None:
            return
        if order.handled_at is None:
            for sums in (self._total, *((self._of(order.manager_id),) if order.manager_id is not None else ())):
                sums.unhandled += 1
            return
        waited = max(0.0, (order.handled_at - order.placed_at).total_seconds())
        for sums in (self._total, *((self._of(order.handled_by),) if order.handled_by is not None else ())):
            (sums.known if known else sums.new).append(waited)

    def _of(self, staff_id: str) -> _Sums:
        return self._sums.setdefault(staff_id, _Sums())

    @property
    def total(self) -> Figures:
        """Everybody's together."""
        return self._total.figures()

    def by_manager(self) -> dict[str, Figures]:
        """Of whoever had or handled an order."""
        return {staff_id: sums.figures() for staff_id, sums in sorted(self._sums.items())}
