"""What assignment keeps of customers and orders, and what it writes into the ledger."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import DrawOutcome
from assignment.domain.facts import CardFacts, CustomerFact, OrderFacts, Traits
from assignment.domain.rows import Reason

TERMINAL = frozenset({"shipped", "delivered", "cancelled", "accepted", "declined", "expired"})
"""States in which an order keeps its manager whatever happens (O0)."""

DRAINED = "drain:"
"""What the cause of a decision begins with that the queue made by itself (N14)."""


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """The replica of a card: what rules and explanations need of it, as of its `version`. `merged_into`: the card
    that stands for it."""

    id: str
    version: int
    name: str
    status: str
    temperature: str | None
    language: str | None
    country: str | None
    region: str | None = None
    currency: str | None = None
    merged_into: str | None = None

    def fact(self) -> CustomerFact:
        """The card as a decision looks at it."""
        return CustomerFact(self.id, self.version, self.status, self.temperature, self.region, country=self.country)


@dataclass(frozen=True, slots=True)
class Wait:
    """Why an order has nobody, and since when (N14).

    `outcome` and `pool` say how distribution was asked, if it was; `settings_version` by which settings, `traits` about
    a customer of which kind, None for a guest.
    """

    since: datetime
    reason: Reason
    settings_version: int
    outcome: DrawOutcome | None = None
    pool: str | None = None
    traits: Traits | None = None

    @classmethod
    def after(cls, decision: OrderDecision, customer: CustomerFact | None, since: datetime) -> "Wait":
        """What a decision for nobody says of it."""
        draw = decision.draw
        return cls(
            since=since,
            reason=decision.reason,
            settings_version=decision.settings_version,
            outcome=draw.outcome if draw is not None else None,
            pool=draw.pool if draw is not None else None,
            traits=customer.traits if customer is not None else None,
        )


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """The replica of an order with what was decided about it.

    `version` counts the changes of this record, `order_version` is the order's own as last heard of. `manager_id`
    is OM as the ledger knows it, since `assigned_at`; `decisions` counts, `decision_id` is the latest. `total` is in
    `currency`. `wait` holds as long as the order is `waiting`. `closed_at` is when it reached a state in which it keeps
    its manager (O0).

    `entered_by` is the member of staff who typed it in, `first_manager_id` who was given it first; `handled_at` and
    `handled_by` are the first act of a member of staff on it after it came (RC-1, RC-4).
    """

    id: str
    version: int
    order_version: int
    number: str
    kind: str
    channel: str
    state: str
    customer_id: str | None
    currency: str
    total: Decimal
    placed_at: datetime
    manager_id: str | None = None
    assigned_at: datetime | None = None
    decisions: int = 0
    decision_id: str | None = None
    supervisors_told: bool = False
    wait: Wait | None = None
    closed_at: datetime | None = None
    entered_by: str | None = None
    first_manager_id: str | None = None
    handled_at: datetime | None = None
    handled_by: str | None = None

    def handled(self, by: str | None, at: datetime) -> "OrderRecord":
        """After an act of that member of staff; only the first counts, which may be heard of after others."""
        if by is None or (self.handled_at is not None and self.handled_at <= at):
            return self
        return replace(self, handled_at=at, handled_by=by)

    @property
    def open(self) -> bool:
        """Whether the order can still be given to somebody."""
        return self.state not in TERMINAL

    @property
    def waiting(self) -> bool:
        """Whether the order is in the unassigned queue (N14)."""
        return self.open and self.manager_id is None


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision in the ledger: what was known, what came out, which event caused it, which decision it corrects (N1).

    `number` is its place among the decisions of its order. `order_ids`: the orders that it gave somebody.
    """

    id: str
    at: datetime
    cause: str
    facts: OrderFacts | CardFacts
    decision: OrderDecision | CardDecision
    order_ids: tuple[str, ...] = ()
    customer_id: str | None = None
    number: int = 0
    corrects: str | None = None

    @property
    def managers(self) -> tuple[str, ...]:
        """Who has the order or the card after it: whose decision it is, for those who see only their own."""
        decision = self.decision
        found = (
            (decision.order_manager, decision.card_manager)
            if isinstance(decision, OrderDecision)
            else (decision.manager,)
        )
        return tuple(dict.fromkeys(manager for manager in found if manager is not None))
