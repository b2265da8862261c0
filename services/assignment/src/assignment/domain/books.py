"""Who holds which orders and customers while decisions are folded one after another (N2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import Act, CardFacts, Load, OrderFacts, Roster
from assignment.domain.queue import Queue, Waiting
from assignment.domain.rows import PassedOver

_HAD_A_CHANCE = (PassedOver.MORE_LOADED, PassedOver.PASSED_BY_WHEEL)


@dataclass(frozen=True, slots=True)
class Given:
    """Who was given an order, and when."""

    staff_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What was open at `at`, when the company was in that version: who held which order, which orders nobody had, and
    what people were given on that day by order."""

    at: datetime
    version: int
    held: Mapping[str, str] = field(default_factory=dict)
    waiting: Sequence[Waiting] = ()
    given: Mapping[str, Given] = field(default_factory=dict)


class Books:
    """What is known after the decisions noted so far; of what they did not touch, the balance is, with everybody of the
    roster at its time.

    `managers` by order and `links` by customer have only what was touched, or waited. `given`, `gained` and
    `distributed` count what people were given: orders, customers, and orders by distribution of each pool, of those who
    had a chance. `queue` is what nobody has. Who has less to carry is noted in `lightened`, and whose card was decided
    on in `relinked`, until somebody clears them.
    """

    def __init__(self, balance: Balance, roster: Roster) -> None:
        self.managers: dict[str, str | None] = {}
        self.links: dict[str, str | None] = {}
        self.given: Counter[str] = Counter()
        self.gained: Counter[str] = Counter()
        self.distributed: dict[str, Counter[str]] = {}
        self.open = Counter(balance.held.values())
        self.queue = Queue()
        self.lightened: set[str] = set()
        self.relinked: set[str] = set()
        self._held: dict[str, str | None] = dict(balance.held)
        self._days: dict[str, tuple[str, date]] = {}
        self._given_on: Counter[tuple[str, date]] = Counter()
        for each in balance.waiting:
            self.queue.put(each)
            if each.customer_id is not None:
                self.links[each.customer_id] = each.facts.link.manager
        for order_id, given in balance.given.items():
            self._count(order_id, given.staff_id, roster, given.at)

    @property
    def unassigned(self) -> int:
        """Open orders that nobody has."""
        return len(self.queue)

    def manager_of(self, waiting: Waiting) -> str | None:
        """Who is on the card of its customer, stale or not."""
        return self.links.get(waiting.customer_id or "")

    def loads(self, roster: Roster, now: datetime) -> Mapping[str, Load]:
        """What everybody carries; looked up only for whom it is asked."""
        return _Loads(self, roster, now)

    def load_of(self, staff_id: str, roster: Roster, now: datetime) -> Load:
        """Open orders, and what he was given today by his own calendar, which is counted only if he has a quota."""
        today = _today(staff_id, roster, now)
        return Load(self.open[staff_id], 0 if today is None else self._given_on[staff_id, today])

    def note_order(self, facts: OrderFacts, decision: OrderDecision, roster: Roster) -> None:
        """An order was decided."""
        order, manager = facts.order, decision.order_manager
        customer_id = facts.customer.id if facts.customer is not None else ""
        # What came with a manager, as from a quote, is given to him too.
        given = decision.order_changed or (order.act is Act.CREATED and not self._is_known(order.id))
        self.managers[order.id] = manager
        if facts.customer is not None:
            self._link(customer_id, decision.card_manager, changed=decision.card_changed)
        self._hold(order.id, None if order.terminal else manager)
        self.queue.note_order(facts, decision)
        if given:
            self._give(order.id, manager, roster, facts.now)
        draw = decision.draw
        if draw is not None and draw.outcome is DrawOutcome.CHOSEN and draw.pool is not None and manager is not None:
            counts = self.distributed.setdefault(draw.pool, Counter())
            counts[manager] += 1
            for why in _HAD_A_CHANCE:
                for staff_id in decision.passed_over.get(why, ()):
                    counts[staff_id] += 0

    def note_card(self, facts: CardFacts, decision: CardDecision, roster: Roster) -> None:
        """A card was decided, and waiting orders with it (C7)."""
        self._link(facts.customer.id, decision.manager, changed=decision.changed)
        self.queue.note_card(facts, decision)
        for order_id in decision.orders:
            self.managers[order_id] = decision.manager
            self._hold(order_id, decision.manager)
            self._give(order_id, decision.manager, roster, facts.now)

    def _is_known(self, order_id: str) -> bool:
        return order_id in self.managers or order_id in self._held or self.queue.get(order_id) is not None

    def _link(self, customer_id: str, manager: str | None, *, changed: bool) -> None:
        self.links[customer_id] = manager
        self.relinked.add(customer_id)
        if changed and manager is not None:
            self.gained[manager] += 1

    def _hold(self, order_id: str, manager: str | None) -> None:
        holder = self._held.get(order_id)
        if holder != manager:
            self._held[order_id] = manager
            if holder is not None:
                self.open[holder] -= 1
                self.lightened.add(holder)
            if manager is not None:
                self.open[manager] += 1

    def _give(self, order_id: str, manager: str | None, roster: Roster, now: datetime) -> None:
        taken = self._days.pop(order_id, None)
        if taken is not None:
            self._given_on[taken] -= 1
            self.lightened.add(taken[0])
        if manager is None:
            return
        self.given[manager] += 1
        self._count(order_id, manager, roster, now)

    def _count(self, order_id: str, manager: str, roster: Roster, now: datetime) -> None:
        today = _today(manager, roster, now)
        if today is not None:
            self._days[order_id] = manager, today
            self._given_on[manager, today] += 1


class _Loads(dict[str, Load]):
    def __init__(self, books: Books, roster: Roster, now: datetime) -> None:
        self._books, self._roster, self._now = books, roster, now

    def get(self, staff_id: str, _default: object = None, /) -> Load:
        return self._books.load_of(staff_id, self._roster, self._now)


def _today(staff_id: str, roster: Roster, now: datetime) -> date | None:
    person = roster.get(staff_id)
    if person is None or person.daily_quota is None:
        return None
    return now.astimezone(ZoneInfo(person.time_zone)).date()
