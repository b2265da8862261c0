"""A draft of the distribution settings played against recorded decisions: who would have got what (N2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assignment.domain.books import Balance, Books
from assignment.domain.chances import Chances
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.draft import Draft, Drain
from assignment.domain.facts import OrderFacts, Roster
from assignment.domain.fairness_then import Regime
from assignment.domain.records import DRAINED, Entry
from assignment.domain.settings import Settings
from assignment.domain.simulated_drain import Rounds
from assignment.domain.wheel import Wheel

LISTED_AT_MOST = 1000


class Rosters(Protocol):
    """Everybody as of each version of the company."""

    def as_of(self, version: int) -> Roster: ...

    def versions_after(self, version: int) -> Sequence[tuple[int, datetime | None]]:
        """The later versions in order, each with when it came to be, if that is known."""
        ...


@dataclass(frozen=True, slots=True)
class Opening:
    """How things stood when the period began: the wheels by pool, and what was open."""

    wheels: Mapping[str, Wheel]
    balance: Balance


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
    """Two books side by side: as recorded, and as the draft would have had it. Feed it the oldest decision first, and
    let it pass on to the end. `now` is how far it is."""

    def __init__(self, draft: Settings, opening: Opening, rosters: Rosters, regimes: Sequence[Regime]) -> None:
        """`regimes` are the settings that really held, the oldest first."""
        balance = opening.balance
        roster = rosters.as_of(balance.version)
        self.recorded = Books(balance, roster)
        self.drafted = Books(balance, roster)
        self.decisions = 0
        self.differing = 0
        self.differences: list[Difference] = []
        self._draft = Draft(draft, opening.wheels, self.drafted, self.recorded)
        self._rounds = Rounds(self._draft, self.recorded, regimes)
        self._chances = Chances(draft)
        self._rosters = rosters
        self._changes = list(reversed(rosters.versions_after(balance.version)))
        self._version = balance.version
        self.now = balance.at
        self._rounds.everything(roster, balance.at)

    def play(self, entry: Entry) -> None:
        """Decides one entry again by the draft, after what its queue gave away before."""
        facts, decision, version = entry.facts, entry.decision, entry.decision.roster_version
        self.pass_to(entry.at, version)
        self._version = max(self._version, version)
        roster = self._rosters.as_of(version)
        drafted: OrderDecision | CardDecision
        if isinstance(facts, OrderFacts):
            assert isinstance(decision, OrderDecision)
            again = entry.cause.startswith(DRAINED)
            drafted = self._draft.drained(facts, roster) if again else self._draft.order(facts, roster)
            self.recorded.note_order(facts, decision, roster)
        else:
            assert isinstance(decision, CardDecision)
            drafted = self._draft.card(facts, roster)
            self.recorded.note_card(facts, decision, roster)
        self.decisions += 1
        if holders(drafted) != holders(decision):
            self.differing += 1
            if len(self.differences) < LISTED_AT_MOST:
                self.differences.append(Difference(entry, drafted))
        self._rounds.freed(self._rosters.as_of(self._version), self.now)

    def pass_to(self, at: datetime, version: int | None = None) -> None:
        """Through the instants until then at which somebody may become eligible. `version`: the company changed to it
        by then at the latest, also if nobody knows when, and to no later one."""
        while (instant := self._next(at, version)) is not None:
            self.now = instant
            self._rounds.everything(self._rosters.as_of(self._version), instant)
        self.now = max(self.now, at)

    @property
    def drains(self) -> list[Drain]:
        """What the draft's queue gave to somebody, the oldest first; of an order the last time."""
        return sorted(self._draft.drains.values(), key=lambda each: (each.at, each.waiting.age))

    def drained(self, difference: Difference) -> Drain | None:
        """What became of the order of a decision, if it waited by the draft."""
        entry = difference.entry
        return self._draft.drains.get(entry.order_ids[0]) if isinstance(entry.decision, OrderDecision) else None

    @property
    def orders_differing(self) -> int:
        """Orders that end with somebody else."""
        theirs, mine = self.recorded.managers, self.drafted.managers
        return sum(theirs.get(each) != mine.get(each) for each in theirs.keys() | mine.keys())

    @property
    def customers_differing(self) -> int:
        """Customers who end with somebody else."""
        theirs, mine = self.recorded.links, self.drafted.links
        return sum(theirs.get(each) != mine.get(each) for each in theirs.keys() | mine.keys())

    def _next(self, at: datetime, version: int | None) -> datetime | None:
        change = self._change(at, version)
        if self.drafted.queue:
            roster = self._rosters.as_of(self._version)
            chance = self._chances.first(roster, self.now, change or at)
            if chance is not None:
                return chance
        if change is not None:
            self._version, _ = self._changes.pop()
        return change

    def _change(self, at: datetime, version: int | None) -> datetime | None:
        if not self._changes:
            return None
        following, changed_at = self._changes[-1]
        if version is None and (changed_at is None or changed_at > at):
            return None
        if version is not None and following > version:
            return None
        return max(self.now, min(changed_at or at, at))


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
