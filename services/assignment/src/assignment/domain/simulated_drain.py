"""The rounds in which a draft drains its queue: whenever somebody may have become eligible, the oldest first (N14).

The same questions as of the real queue, asked at the instants at which their answer may change. An order that waits in
the record too, and that the record was about to decide again, is left to it: the moment at which the queue was really
looked at is a fact.
"""

from collections.abc import Sequence
from datetime import datetime

from assignment.domain.books import Books
from assignment.domain.distribution import pool_members
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
        self._freed: set[Age] = set()
        """Orders that may go for another reason than their pool."""

    def everything(self, roster: Roster, now: datetime) -> None:
        """Staff changed, or it is an instant at which somebody may have become eligible."""
        queue = self._draft.books.queue
        self._ajar.update(queue.pools)
        self._freed.update(each.age for each in queue if self._may_be_freed(each, roster, now))
        self.freed(roster, now)

    def freed(self, roster: Roster, now: datetime) -> None:
        """What the latest decisions may have freed, and what had been left to the record."""
        books = self._draft.books
        if not books.queue:
            self._ajar.clear()
            self._freed.clear()
            self._forget()
            return
        left_pools: set[str] = set()
        left_orders: set[Age] = set()
        while (due := self._due(roster, now)) is not None:
            pool = due.wait.pool
            if self._is_left_to_the_record(due, roster, now):
                if due.age in self._freed:
                    left_orders.add(due.age)
                else:
                    assert pool is not None
                    left_pools.add(pool)
                    self._ajar.discard(pool)
            elif not self._draft.drain(due, roster, now) and due.age not in self._freed and pool is not None:
                self._ajar.discard(pool)
            self._freed.discard(due.age)
        self._ajar, self._freed = left_pools, left_orders

    def _due(self, roster: Roster, now: datetime) -> Waiting | None:
        """The oldest that may come out otherwise."""
        self._notice(roster, now)
        queue, found = self._draft.books.queue, []
        for pool in sorted(self._ajar):
            waiting = queue.oldest_for(pool)
            if waiting is not None and self._is_open(pool, roster, now):
                found.append(waiting)
            else:
                self._ajar.discard(pool)
        for age in sorted(self._freed):
            waiting = queue.get(age[1])
            if waiting is not None and waiting.age == age:
                found.append(waiting)
                break
            self._freed.discard(age)
        return min(found, key=lambda each: each.age, default=None)

    def _notice(self, roster: Roster, now: datetime) -> None:
        """Who has less to carry opens his pools; who is on another card frees its orders."""
        books = self._draft.books
        for staff_id in books.lightened:
            self._ajar.update(each for each in books.queue.pools if self._is_member(staff_id, each, roster))
        for customer_id in books.relinked:
            waiting = (books.queue.get(each) for each in books.queue.of(customer_id))
            self._freed.update(each.age for each in waiting if each and self._may_be_freed(each, roster, now))
        self._forget()

    def _forget(self) -> None:
        self._draft.books.lightened.clear()
        self._draft.books.relinked.clear()

    def _is_left_to_the_record(self, waiting: Waiting, roster: Roster, now: datetime) -> bool:
        recorded, settings = self._recorded, self._in_force(now)
        theirs = recorded.queue.get(waiting.id)
        if theirs is None or settings is None:
            return False
        pool = _by_name(settings).get(theirs.wait.pool or "")
        return (pool is not None and is_open(pool, roster, settings, recorded.loads(roster, now), now)) or may_be_freed(
            theirs, recorded.manager_of(theirs), roster, settings, now
        )

    def _in_force(self, now: datetime) -> Settings | None:
        return next((each.settings for each in reversed(self._regimes) if each.span.start <= now), None)

    def _is_open(self, name: str, roster: Roster, now: datetime) -> bool:
        pool, settings = self._pools.get(name), self._draft.settings
        return pool is not None and is_open(pool, roster, settings, self._draft.books.loads(roster, now), now)

    def _is_member(self, staff_id: str, name: str, roster: Roster) -> bool:
        pool, person = self._pools.get(name), roster.get(staff_id)
        return pool is not None and person in pool_members(pool, roster)

    def _may_be_freed(self, waiting: Waiting, roster: Roster, now: datetime) -> bool:
        draft = self._draft
        return may_be_freed(waiting, draft.books.manager_of(waiting), roster, draft.settings, now)


def _by_name(settings: Settings) -> dict[str, Pool]:
    return {pool.name: pool for pool in settings.pools or (EVERYBODY,)}
