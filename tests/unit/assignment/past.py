"""A past to simulate on: a company that decides one thing after another, told by plain books of its own."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tests.unit.assignment.company import NOW

from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import OrderDecision
from assignment.domain.distribution import Standing
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
from assignment.domain.records import Entry
from assignment.domain.settings import Settings
from assignment.domain.simulation import Opening, Simulation
from assignment.domain.wheel import Wheel


@dataclass
class Past:
    """`entries` as the ledger would keep them; `rosters` by version."""

    settings: Settings
    rosters: dict[int, Roster]
    version: int = 1
    now: datetime = NOW
    entries: list[Entry] = field(default_factory=list)
    managers: dict[str, str | None] = field(default_factory=dict)
    customer_of: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    given_at: dict[str, datetime] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)
    wheels: dict[str, Wheel] = field(default_factory=dict)

    @property
    def roster(self) -> Roster:
        return self.rosters[self.version]

    def changes(self, person: StaffFact) -> None:
        """The next version of the roster."""
        self.version += 1
        others = [each for each in self.rosters[self.version - 1].people if each.id != person.id]
        self.rosters[self.version] = Roster(self.version, [*others, person])

    def load(self, person: StaffFact) -> Load:
        """What he carries, counted over all orders; days are UTC."""
        his = [order for order, manager in self.managers.items() if manager == person.id]
        today = [order for order in his if order in self.given_at and self.given_at[order].date() == self.now.date()]
        return Load(sum(order not in self.closed for order in his), len(today))

    def order(self, order_id: str, customer: str | None = None, **fields: Any) -> OrderDecision:
        """A new order of that customer, or a known one saved again; `terminal` closes it."""
        self.now += timedelta(hours=1)
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
        loads = {person.id: self.load(person) for person in self.roster.people}
        decision = decide_order(facts, self.roster, self.settings, Standing(self.wheels, loads))
        if decision.draw and decision.draw.pool and decision.draw.after:
            self.wheels[decision.draw.pool] = decision.draw.after
        self._gives(order_id, decision.order_manager)
        if facts.order.terminal:
            self.closed.add(order_id)
        if customer is not None:
            self.links[customer] = decision.card_manager
        self._records(facts, decision, (order_id,), customer)
        return decision

    def card(self, customer: str, chosen: str | None) -> None:
        """A human chooses the manager on the card, or clears him."""
        self.now += timedelta(hours=1)
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
        return Opening(dict(self.wheels), held)

    def _gives(self, order_id: str, manager: str | None) -> None:
        if self.managers.get(order_id) != manager:
            self.given_at[order_id] = self.now
        self.managers[order_id] = manager

    def _records(self, facts: Any, decision: Any, orders: tuple[str, ...], customer: str | None) -> None:
        self.entries.append(Entry(f"{len(self.entries):06}", self.now, "event", facts, decision, orders, customer))


def simulated(past: Past, draft: Settings, opening: Opening | None = None, since: int = 0) -> Simulation:
    """The draft on the past from its entry number `since` on."""
    simulation = Simulation(replace(draft, version=0), opening or Opening())
    for entry in past.entries[since:]:
        simulation.play(entry, past.rosters[entry.decision.roster_version])
    return simulation
