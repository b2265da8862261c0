"""A draft of the distribution settings played against recorded decisions: who would have got what (N2).

Facts that people made stand: who acted, whom they chose, who worked when. What decisions made of them evolves: a card
filled by the draft is met by the customer's later orders, and wheels and loads move with the draft's own choices.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assignment.domain.books import Books
from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.facts import CardFacts, OrderFacts, Roster, TransferFact
from assignment.domain.records import Entry
from assignment.domain.settings import Settings
from assignment.domain.wheel import Wheel

LISTED_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Opening:
    """How things stood when the period began: the wheels by pool, and open orders with who held them."""

    wheels: Mapping[str, Wheel] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """A recorded decision after which the draft would have left order or card with somebody else."""

    entry: Entry
    drafted: OrderDecision | CardDecision


@dataclass(frozen=True, slots=True)
class Sharing:
    """How evenly the orders that a pool distributed fell on those who had a chance; `pool` None: all pools together."""

    pool: str | None
    orders: int
    people: int
    most: int
    least: int

    @property
    def gap(self) -> int:
        """Between who got most and who got least."""
        return self.most - self.least

    @property
    def largest_share(self) -> float:
        """The part of all of them that one person got, 0 to 1."""
        return self.most / self.orders if self.orders else 0.0


class Simulation:
    """Two books side by side: as recorded, and as the draft would have had it. Feed it the oldest decision first."""

    def __init__(self, draft: Settings, opening: Opening) -> None:
        self.recorded = Books(opening.held)
        self.drafted = Books(opening.held)
        self.decisions = 0
        self.differing = 0
        self.differences: list[Difference] = []
        self._draft = draft
        self._wheels = dict(opening.wheels)

    def play(self, entry: Entry, roster: Roster) -> None:
        """Decides one entry again by the draft; `roster` as of its version."""
        self.decisions += 1
        facts, decision = entry.facts, entry.decision
        drafted: OrderDecision | CardDecision
        if isinstance(facts, OrderFacts):
            assert isinstance(decision, OrderDecision)
            drafted = self._order(facts, roster)
            self.recorded.note_order(facts, decision, roster)
        else:
            assert isinstance(decision, CardDecision)
            drafted = self._card(facts, roster)
            self.recorded.note_card(facts, decision, roster)
        if holders(drafted) != holders(decision):
            self.differing += 1
            if len(self.differences) < LISTED_AT_MOST:
                self.differences.append(Difference(entry, drafted))

    @property
    def orders_differing(self) -> int:
        """Orders that end with somebody else."""
        return sum(self.recorded.managers.get(each) != now for each, now in self.drafted.managers.items())

    @property
    def customers_differing(self) -> int:
        """Customers who end with somebody else."""
        return sum(self.recorded.links.get(each) != now for each, now in self.drafted.links.items())

    def _order(self, facts: OrderFacts, roster: Roster) -> OrderDecision:
        books, order, link = self.drafted, facts.order, facts.link
        known = books.links.get(facts.customer.id, link.manager) if facts.customer is not None else link.manager
        met = replace(
            facts,
            order=replace(order, manager=books.managers.get(order.id, order.manager)),
            link=replace(link, manager=known),
        )
        standing = Standing(self._wheels, books.loads(roster, facts.now))
        decision = decide_order(met, roster, self._draft, standing)
        books.note_order(met, decision, roster)
        draw = decision.draw
        if draw is not None and draw.pool is not None and draw.after is not None:
            self._wheels[draw.pool] = draw.after
        return decision

    def _card(self, facts: CardFacts, roster: Roster) -> CardDecision:
        books, customer_id = self.drafted, facts.customer.id
        known = books.links.get(customer_id, facts.link.manager)
        untouched = tuple(each for each in facts.unassigned_orders if each not in books.managers)
        met = replace(
            facts,
            link=replace(facts.link, manager=known),
            unassigned_orders=untouched + books.waiting_of(customer_id),
            transfer=self._transfer(facts.transfer, as_found=known == facts.link.manager, known=known),
        )
        decision = decide_card(met, roster)
        books.note_card(met, decision, roster)
        return decision

    def _transfer(self, done: TransferFact | None, *, as_found: bool, known: str | None) -> TransferFact | None:
        """A transfer leaves a customer, and orders, that the draft gave to somebody else (M4)."""
        if done is None:
            return None
        mine, theirs = self.drafted.managers, self.recorded.managers
        orders = tuple(each for each in done.orders if mine.get(each) == theirs.get(each))
        return replace(done, orders=orders) if as_found else replace(done, to=known, orders=())


def holders(decision: OrderDecision | CardDecision) -> tuple[str | None, str | None]:
    """Who has order and card after it."""
    if isinstance(decision, OrderDecision):
        return decision.order_manager, decision.card_manager
    return None, decision.manager


def sharings(books: Books) -> list[Sharing]:
    """Of all pools together, then of each by name."""
    together: Counter[str] = Counter()
    for counts in books.distributed.values():
        for staff_id, orders in counts.items():
            together[staff_id] += orders
    return [_sharing(None, together), *(_sharing(pool, books.distributed[pool]) for pool in sorted(books.distributed))]


def _sharing(pool: str | None, counts: Counter[str]) -> Sharing:
    orders = list(counts.values())
    return Sharing(pool, sum(orders), len(orders), max(orders, default=0), min(orders, default=0))
