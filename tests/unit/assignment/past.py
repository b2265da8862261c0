"""A past to simulate on: a company that decides one thing after another, told by plain books of its own."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.assignment.company import NOW

from assignment.domain.books import Balance, Given
from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.eligible_time import Span
from assignment.domain.facts import (
    Act,
    CardFacts,
    CustomerFact,
    LinkFact,
    Load,
    OrderFact,
    OrderFacts,
    Roster,
    StaffFact,
    TransferFact,
)
from assignment.domain.fairness_then import Regime
from assignment.domain.queue import Waiting
from assignment.domain.records import DRAINED, Entry, Wait
from assignment.domain.settings import Settings
from assignment.domain.simulation import Opening, Simulation
from assignment.domain.waiting import may_be_freed, open_pools
from assignment.domain.wheel import Wheel


@dataclass
class Past:
    """`entries` as the ledger would keep them; `rosters` by version."""

    settings: Settings
    rosters: dict[int, Roster]
    version: int = 1
    now: datetime = NOW
    watches: bool = False
    entries: list[Entry] = field(default_factory=list)
    managers: dict[str, str | None] = field(default_factory=dict)
    customer_of: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    given_at: dict[str, datetime] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)
    wheels: dict[str, Wheel] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)
    changed_at: dict[int, datetime | None] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        return self.rosters[self.version]

    def changes(self, person: StaffFact) -> None:
        """The next version of the roster."""
        self.version += 1
        others = [each for each in self.rosters[self.version - 1].people if each.id != person.id]
        self.rosters[self.version] = Roster(self.version, [*others, person])
        self.changed_at[self.version] = self.now

    def as_of(self, version: int) -> Roster:
        return self.rosters[version]

    def versions_after(self, version: int) -> list[tuple[int, datetime | None]]:
        return [(each, at) for each, at in self.changed_at.items() if each > version]

    def load(self, person: StaffFact) -> Load:
        """What he carries, counted over all orders."""
        zone = ZoneInfo(person.time_zone)
        his = [order for order, manager in self.managers.items() if manager == person.id]
        day = self.now.astimezone(zone).date()
        today = [
            order for order in his if order in self.given_at and self.given_at[order].astimezone(zone).date() == day
        ]
        return Load(sum(order not in self.closed for order in his), len(today))

    def order(self, order_id: str, customer: str | None = None, **fields: Any) -> OrderDecision:
        """A new order of that customer, or a known one saved again; `terminal` closes it."""
        self.passes()
        known = order_id in self.managers
        customer = self.customer_of.get(order_id) if known else customer
        if customer is not None:
            self.customer_of[order_id] = customer
        actor = fields.pop("actor", None)
        facts = OrderFacts(
            OrderFact(
                order_id,
                self.now,
                act=Act.SAVED if known else Act.CREATED,
                manager=self.managers.get(order_id),
                **fields,
            ),
            self.now,
            CustomerFact(customer) if customer is not None else None,
            LinkFact(self.links.get(customer or "")),
            actor,
        )
        if facts.order.terminal:
            self.closed.add(order_id)
        decision = decide_order(facts, self.roster, self.settings, Standing(self.wheels, self.loads()))
        self._decided(facts, decision, "event")
        return decision

    def loads(self) -> dict[str, Load]:
        return {person.id: self.load(person) for person in self.roster.people}

    def passes(self, hours: int = 1) -> None:
        """Time; if somebody `watches`, he looks at the queue every hour."""
        for _ in range(hours):
            self.now += timedelta(hours=1)
            if self.watches:
                self.drain()

    def drain(self) -> None:
        """What waits is looked at, until nothing moves: as the service does it, told by plain loops."""
        while any(self._drained(each) for each in sorted(self.waiting.values(), key=lambda each: each.age)):
            pass

    def _drained(self, waiting: Waiting) -> bool:
        pools = open_pools(self.roster, self.settings, self.loads(), self.now)
        link = self.links.get(waiting.customer_id or "")
        if waiting.wait.pool not in pools and not may_be_freed(
            waiting, link, waiting.traits, self.roster, self.settings, self.now
        ):
            return False
        order = replace(waiting.facts.order, act=Act.SAVED, explicit=None, cleared=False, manager=None)
        facts = replace(waiting.facts, order=order, link=LinkFact(link), actor=None, now=self.now)
        decision = decide_order(facts, self.roster, self.settings, Standing(self.wheels, self.loads()))
        if decision.order_manager is None and Wait.after(decision, facts.customer, waiting.wait.since) == waiting.wait:
            return False
        self._decided(facts, decision, DRAINED)
        return True

    def _decided(self, facts: OrderFacts, decision: OrderDecision, cause: str) -> None:
        order_id, customer = facts.order.id, facts.customer.id if facts.customer is not None else None
        if decision.draw and decision.draw.pool and decision.draw.after:
            self.wheels[decision.draw.pool] = decision.draw.after
        known = self.waiting.pop(order_id, None)
        if decision.order_manager is None and not facts.order.terminal:
            since = known.wait.since if known else self.now
            self.waiting[order_id] = Waiting(facts, Wait.after(decision, facts.customer, since))
        self._gives(order_id, decision.order_manager)
        if customer is not None:
            self.links[customer] = decision.card_manager
        self._records(facts, decision, (order_id,), customer, cause)

    def card(self, customer: str, chosen: str | None) -> None:
        """A human chooses the manager on the card, or clears him."""
        self.passes()
        waiting = tuple(
            order
            for order, manager in self.managers.items()
            if manager is None and order not in self.closed and self.customer_of.get(order) == customer
        )
        facts = CardFacts(
            CustomerFact(customer),
            self.now,
            Act.SAVED,
            link=LinkFact(self.links.get(customer)),
            touched=True,
            explicit=chosen,
            unassigned_orders=waiting,
        )
        decision = decide_card(facts, self.roster)
        self.links[customer] = decision.manager
        for order in decision.orders:
            self._gives(order, decision.manager)
        self._records(facts, decision, decision.orders, customer)

    def transfer(self, customer: str, to: str, orders: tuple[str, ...] = ()) -> None:
        """His customer, or orders of his, go to somebody else with a transfer."""
        facts = CardFacts(
            CustomerFact(customer),
            self.now,
            Act.SAVED,
            link=LinkFact(self.links.get(customer)),
            transfer=TransferFact("transfer", to, orders=orders),
        )
        decision = decide_card(facts, self.roster)
        self.links[customer] = decision.manager
        for order in decision.orders:
            self._gives(order, decision.manager)
        self._records(facts, decision, decision.orders, customer)

    def opening(self) -> Opening:
        """How things stand now, for a period that begins now; the wheels as later decisions will have recorded them."""
        held = {order: manager for order, manager in self.managers.items() if manager and order not in self.closed}
        given = {
            order: Given(manager, self.given_at[order])
            for order, manager in self.managers.items()
            if manager and order in self.given_at
        }
        waiting = [
            replace(each, facts=replace(each.facts, link=LinkFact(self.links.get(each.customer_id or ""))))
            for each in self.waiting.values()
        ]
        return Opening(dict(self.wheels), Balance(self.now, self.version, held, waiting, given))

    def _gives(self, order_id: str, manager: str | None) -> None:
        if self.managers.get(order_id) != manager:
            self.given_at[order_id] = self.now
        if manager is not None:
            self.waiting.pop(order_id, None)
        self.managers[order_id] = manager

    def _records(
        self, facts: Any, decision: Any, orders: tuple[str, ...], customer: str | None, cause: str = "event"
    ) -> None:
        self.entries.append(Entry(f"{len(self.entries):06}", self.now, cause, facts, decision, orders, customer))


def simulated(past: Past, draft: Settings, opening: Opening | None = None, since: int = 0) -> Simulation:
    """The draft on the past from its entry number `since` on, until now."""
    opening = opening or Opening({}, Balance(NOW, 1))
    regimes = [Regime(past.settings, Span(opening.balance.at, past.now))]
    simulation = Simulation(replace(draft, version=0), opening, past, regimes)
    for entry in past.entries[since:]:
        simulation.play(entry)
    simulation.pass_to(past.now)
    return simulation
