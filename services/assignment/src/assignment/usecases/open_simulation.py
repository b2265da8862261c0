"""How things stood when a simulated period began: wheels, who held what, what waited, what was given that day (N2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assignment.domain.books import Balance, Given
from assignment.domain.decisions import CardDecision
from assignment.domain.facts import CardFacts, CustomerFact, OrderFacts, Roster
from assignment.domain.portfolios import Period
from assignment.domain.queue import Queue, Waiting
from assignment.domain.records import Entry
from assignment.domain.settings import EVERYBODY, Settings
from assignment.domain.simulation import Opening
from assignment.ports import Deps

_AT_ONCE = 100
_KEPT_TO = timedelta(milliseconds=1)


class Returning:
    """Whether customers ordered before is recorded only if somebody asked at the time; a draft may ask anew. What was
    answered then stands, though orders came to other cards since, and older ones to this."""

    def __init__(self, deps: Deps, draft: Settings) -> None:
        self._deps = deps
        self._asked = draft.asks_returning
        self._first: dict[str, datetime] = {}

    async def told(self, page: Sequence[Entry]) -> list[Entry]:
        """The same entries, with the answer if the draft asks."""
        await self.look_up(entry.customer_id for entry in page)
        return [
            replace(entry, facts=self.of(entry.facts)) if isinstance(entry.facts, OrderFacts) else entry
            for entry in page
        ]

    async def look_up(self, customer_ids: Iterable[str | None]) -> None:
        """Of those not known yet."""
        wanted = {each for each in customer_ids if each is not None} - self._first.keys()
        if self._asked and wanted:
            self._first |= await self._deps.orders.first_placed(sorted(wanted))

    def of(self, facts: OrderFacts) -> OrderFacts:
        """The same facts, with the answer if the draft asks."""
        if not self._asked or facts.customer is None or facts.customer.returning is not None:
            return facts
        first = self._first.get(facts.customer.id)
        # The first order itself was placed some microseconds after what is kept of it.
        returning = first is not None and facts.order.placed_at - first >= _KEPT_TO
        return replace(facts, customer=replace(facts.customer, returning=returning))


async def opening_of(deps: Deps, draft: Settings, period: Period, roster: Roster, returning: Returning) -> Opening:
    """`roster` as it was when the period began. Pools of the draft that are not new go on from where their wheel stood;
    people carry what they carried, also what went to others since, and have what they got since midnight; what waited
    waits."""
    names = [pool.name for pool in draft.pools] or [EVERYBODY.name]
    start = period.start
    held, moved = await _held(deps, start)
    balance = Balance(
        at=start,
        version=roster.version,
        held=held,
        waiting=await _waiting(deps, start, {*moved, *await deps.orders.nobodys_since(start)} - held.keys(), returning),
        given=await _given(deps, roster, start),
    )
    return Opening(await deps.ledger.first_wheels(period, names), balance)


async def _held(deps: Deps, start: datetime) -> tuple[Mapping[str, str], Sequence[str]]:
    """Who held what, and the orders that went to somebody else since."""
    held: dict[str, str] = {}
    again: list[str] = []
    people = [person.id for person in (await deps.companies.current()).roster.people]
    for at in range(0, len(people), _AT_ONCE):
        some = people[at : at + _AT_ONCE]
        held |= await deps.orders.held_at(some, start)
        moved = await deps.orders.moved_since(some, start)
        for first in range(0, len(moved), _AT_ONCE):
            held |= await deps.ledger.holders_at(moved[first : first + _AT_ONCE], start)
        again += moved
    return held, again


async def _waiting(deps: Deps, start: datetime, candidates: Iterable[str], returning: Returning) -> list[Waiting]:
    """Those of them that waited, as their decisions tell, with what was known of their customers then and whom they
    had."""
    ids, found = sorted(candidates), list[Waiting]()
    for at in range(0, len(ids), _AT_ONCE):
        found += await _left(deps, start, ids[at : at + _AT_ONCE])
    customers = [each.customer_id for each in found if each.customer_id is not None]
    managers: dict[str, str | None] = {}
    cards: dict[str, CustomerFact] = {}
    for at in range(0, len(customers), _AT_ONCE):
        some = customers[at : at + _AT_ONCE]
        managers |= await deps.links.managers_as_of(some, start)
        cards |= await deps.ledger.customers_as_of(some, start)
    await returning.look_up(customers)
    return [replace(each, facts=returning.of(_as_of_then(each.facts, managers, cards))) for each in found]


async def _left(deps: Deps, start: datetime, order_ids: Sequence[str]) -> list[Waiting]:
    """What of these waits after all that was decided of them, and of the cards that came to stand for their customers'
    (M5)."""
    queue, entries = Queue(), await deps.ledger.of_orders(order_ids, start)
    known, following = set[str](), {each.customer_id for each in entries if each.customer_id is not None}
    while following:
        known |= following
        merges = await deps.ledger.merges_of(following, start)
        entries += merges
        following = {other for each in merges if (other := _stood_for_by(each)) is not None} - known
    for entry in sorted(entries, key=lambda each: each.id):
        if isinstance(entry.facts, CardFacts):
            assert isinstance(entry.decision, CardDecision)
            queue.note_card(entry.facts, entry.decision)
        elif not isinstance(entry.decision, CardDecision):
            queue.note_order(entry.facts, entry.decision)
    return list(queue)


def _stood_for_by(merge: Entry) -> str | None:
    """The card that the merged one went into."""
    fact = merge.facts.merge if isinstance(merge.facts, CardFacts) else None
    return fact.other_id if fact is not None and not fact.stands and not fact.undo else None


def _as_of_then(facts: OrderFacts, managers: Mapping[str, str | None], cards: Mapping[str, CustomerFact]) -> OrderFacts:
    if facts.customer is None:
        return facts
    known = facts.customer
    card = replace(cards.get(known.id, known), returning=known.returning)
    return replace(facts, customer=card, link=replace(facts.link, manager=managers.get(known.id)))


async def _given(deps: Deps, roster: Roster, start: datetime) -> Mapping[str, Given]:
    """Since the first midnight of those who have a quota."""
    midnights = [_midnight(person.time_zone, start) for person in roster.people if person.daily_quota is not None]
    return await deps.ledger.given(Period(min(midnights), start)) if midnights else {}


def _midnight(zone: str, instant: datetime) -> datetime:
    place = ZoneInfo(zone)
    return datetime.combine(instant.astimezone(place).date(), time(), place).astimezone(UTC)
