"""The rounds in which a draft drains its queue: whenever somebody may have become eligible, the oldest first (N14).

The same questions as of the real queue, asked at the instants at which their answer may change. An order that waits in
the record too, and that the record was about to decide again, is left to it: the moment at which the queue was really
looked at is a fact.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from heapq import heapify, heappop, heappush

from assignment.domain.books import Books
from assignment.domain.distribution import is_limited, pool_members
from assignment.domain.draft import Draft
from assignment.domain.facts import Roster
from assignment.domain.fairness_then import Regime
from assignment.domain.queue import Age, Waiting
from assignment.domain.settings import EVERYBODY, Pool, Settings
from assignment.domain.waiting import is_open, may_be_freed


class Rounds:
    """Of one draft beside the record; `regimes` are the settings that really held, the oldest first."""

    def __init__(self, draft: Draft, recorded: Books, regimes: Sequence[Regime]) -> None:
        self._draft = draft
        self._pools = _by_name(draft.settings)
        self._recorded = recorded
        self._regimes = regimes
        self._ajar: set[str] = set()
        """Pools that may have somebody for what waits."""
        self._freed: list[Age] = []
        """A heap of orders that may go for another reason than their pool."""

    def everything(self, roster: Roster, now: datetime) -> None:
        """Staff changed, or it is an instant at which somebody may have become eligible."""
        queue = self._draft.books.queue
        self._ajar.update(queue.pools)
        self._free(queue, roster, now)
        self.freed(roster, now)

    def freed(self, roster: Roster, now: datetime) -> None:
        """What the latest decisions may have freed, and what had been left to the record."""
        left_pools: set[str] = set()
        left_orders: list[Age] = []
        while (found := self._due(roster, now)) is not None:
            due, pool = found
            if self._is_left_to_the_record(due, roster, now):
                if pool is None:
                    left_orders.append(due.age)
                else:
                    left_pools.add(pool)
                    self._ajar.discard(pool)
            elif not self._draft.drain(due, roster, now) and pool is not None:
                self._ajar.discard(pool)
        heapify(left_orders)
        self._ajar, self._freed = left_pools, left_orders

    def _due(self, roster: Roster, now: datetime) -> tuple[Waiting, str | None] | None:
        """The oldest that may come out otherwise, and the pool that may have somebody, if it is that."""
        self._notice(roster, now)
        queue = self._draft.books.queue
        open_pools = []
        for pool in list(self._ajar):
            waiting = queue.oldest_for(pool)
            if waiting is not None and self._is_open(pool, roster, now):
                open_pools.append((waiting.age, pool))
            else:
                self._ajar.discard(pool)
        age, oldest = min(open_pools, default=(None, None))
        while self._freed and (age is None or self._freed[0] <= age):
            freed = heappop(self._freed)
            waiting = queue.get(freed[1])
            if waiting is not None and waiting.age == freed:
                return waiting, None
        waiting = queue.oldest_for(oldest) if oldest is not None else None
        return (waiting, oldest) if waiting is not None else None

    def _notice(self, roster: Roster, now: datetime) -> None:
        """Who has less to carry opens his pools; who is on another card frees its orders."""
        books = self._draft.books
        for staff_id in books.lightened:
            self._ajar.update(each for each in books.queue.pools if self._is_of_use(staff_id, each, roster))
        for customer_id in books.relinked:
            waiting = (books.queue.get(each) for each in books.queue.of(customer_id))
            self._free((each for each in waiting if each is not None), roster, now)
        books.lightened.clear()
        books.relinked.clear()

    def _free(self, waiting: Iterable[Waiting], roster: Roster, now: datetime) -> None:
        draft = self._draft
        for each in waiting:
            if may_be_freed(each, draft.books.manager_of(each), each.traits, roster, draft.settings, now):
                heappush(self._freed, each.age)

    def _is_left_to_the_record(self, waiting: Waiting, roster: Roster, now: datetime) -> bool:
        recorded, settings = self._recorded, self._in_force(now)
        theirs = recorded.queue.get(waiting.id)
        if theirs is None or settings is None:
            return False
        pool = _by_name(settings).get(theirs.wait.pool or "")
        return (pool is not None and is_open(pool, roster, settings, recorded.loads(roster, now), now)) or may_be_freed(
            theirs, recorded.manager_of(theirs), theirs.traits, roster, settings, now
        )

    def _in_force(self, now: datetime) -> Settings | None:
        return next((each.settings for each in reversed(self._regimes) if each.span.start <= now), None)

    def _is_open(self, name: str, roster: Roster, now: datetime) -> bool:
        pool, settings = self._pools.get(name), self._draft.settings
        return pool is not None and is_open(pool, roster, settings, self._draft.books.loads(roster, now), now)

    def _is_of_use(self, staff_id: str, name: str, roster: Roster) -> bool:
        """Whether less to carry may make him eligible in this pool."""
        pool, person = self._pools.get(name), roster.get(staff_id)
        return pool is not None and person is not None and is_limited(person) and person in pool_members(pool, roster)


def _by_name(settings: Settings) -> dict[str, Pool]:
    return {pool.name: pool for pool in settings.pools or (EVERYBODY,)}
