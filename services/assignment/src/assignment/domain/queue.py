"""The queue of orders that nobody has, while decisions are folded one after another (N2, N14)."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.facts import CardFacts, OrderFacts, Traits
from assignment.domain.records import Wait

Age = tuple[datetime, str]
"""Since when an order waits, and its id: the oldest is the least."""

_NONE: Mapping[str, None] = {}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that nobody has, with the facts that it was last decided on."""

    facts: OrderFacts
    wait: Wait

    @property
    def id(self) -> str:
        """Of the order."""
        return self.facts.order.id

    @property
    def customer_id(self) -> str | None:
        """None: a guest's."""
        return self.facts.customer.id if self.facts.customer is not None else None

    @property
    def traits(self) -> Traits | None:
        """What its customer's card says by now."""
        return self.facts.customer.traits if self.facts.customer is not None else None

    @property
    def placed_at(self) -> datetime:
        """When the order was placed."""
        return self.facts.order.placed_at

    @property
    def age(self) -> Age:
        """What it is drained by."""
        return self.wait.since, self.id


class Queue:
    """Orders by age, by the pool that they wait for, and by customer. `ever` counts those that were in it."""

    def __init__(self) -> None:
        self._waiting: dict[str, Waiting] = {}
        self._by_pool: dict[str | None, list[Age]] = {}
        self._of: dict[str | None, dict[str, None]] = {}
        self._ever: set[str] = set()
        self._longest = timedelta()

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Waiting]:
        return iter(self._waiting.values())

    @property
    def ever(self) -> int:
        """How many orders waited at some time."""
        return len(self._ever)

    @property
    def pools(self) -> list[str]:
        """Those that something waits for."""
        return [pool for pool, ages in self._by_pool.items() if pool is not None and ages]

    def longest(self, until: datetime) -> timedelta:
        """The longest that an order waited, or has waited by then."""
        oldest = min((ages[0][0] for ages in self._by_pool.values() if ages), default=until)
        return max(self._longest, until - oldest)

    def get(self, order_id: str) -> Waiting | None:
        """None if it does not wait."""
        return self._waiting.get(order_id)

    def of(self, customer_id: str) -> tuple[str, ...]:
        """His orders."""
        return tuple(self._of.get(customer_id, _NONE))

    def oldest_for(self, pool: str) -> Waiting | None:
        """What has waited longest for that pool."""
        ages = self._by_pool.get(pool)
        return self._waiting[ages[0][1]] if ages else None

    def note_order(self, facts: OrderFacts, decision: OrderDecision) -> None:
        """It comes, waits on for another reason, or goes; it waits since nobody got it first."""
        if decision.order_manager is None and not facts.order.terminal:
            known = self._waiting.get(facts.order.id)
            since = known.wait.since if known is not None else facts.now
            self.put(Waiting(facts, Wait.after(decision, facts.customer, since)))
        else:
            self.take(facts.order.id, facts.now)

    def note_card(self, facts: CardFacts, decision: CardDecision) -> None:
        """Orders that go with the card wait no more (C7). Those that stay have the customer as he is known now, who may
        stand for another from now on (M5)."""
        for order_id in decision.orders:
            self.take(order_id, facts.now)
        merge = facts.merge
        known_as = merge.other_id if merge is not None and merge.stands and not merge.undo else facts.customer.id
        for order_id in self.of(known_as):
            known = self._waiting[order_id]
            before = known.facts.customer
            customer = replace(facts.customer, returning=before.returning if before is not None else None)
            self.put(replace(known, facts=replace(known.facts, customer=customer)))

    def put(self, waiting: Waiting) -> None:
        """In place of what was known of the order."""
        self._remove(waiting.id)
        self._waiting[waiting.id] = waiting
        insort(self._by_pool.setdefault(waiting.wait.pool, []), waiting.age)
        self._of.setdefault(waiting.customer_id, {})[waiting.id] = None
        self._ever.add(waiting.id)

    def take(self, order_id: str, at: datetime) -> None:
        """It waits no more, if it did."""
        known = self._remove(order_id)
        if known is not None:
            self._longest = max(self._longest, at - known.wait.since)

    def _remove(self, order_id: str) -> Waiting | None:
        known = self._waiting.pop(order_id, None)
        if known is not None:
            ages = self._by_pool[known.wait.pool]
            del ages[bisect_left(ages, known.age)]
            del self._of[known.customer_id][order_id]
        return known
