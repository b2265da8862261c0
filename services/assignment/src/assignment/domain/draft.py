"""A draft of the distribution settings as if it held: it decides what is recorded anew, and drains its queue (N2, N14).

Facts that people made stand: who acted, whom they chose, who worked when. What decisions made of them evolves: a card
filled by the draft is met by the customer's later orders, and wheels and loads move with the draft's own choices.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assignment.domain.books import Books
from assignment.domain.decide_card import decide_card
from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import CardDecision, OrderDecision
from assignment.domain.distribution import Standing
from assignment.domain.facts import Act, CardFacts, MergeFact, OrderFacts, Roster, TransferFact
from assignment.domain.order_case import OrderCase
from assignment.domain.queue import Waiting
from assignment.domain.records import Wait
from assignment.domain.rows import Reason, Row
from assignment.domain.settings import Settings
from assignment.domain.wheel import Wheel


@dataclass(frozen=True, slots=True)
class Drain:
    """An order that waited was given to somebody."""

    waiting: Waiting
    at: datetime
    decision: OrderDecision

    @property
    def waited(self) -> timedelta:
        """Since nobody got it."""
        return self.at - self.waiting.wait.since


class Draft:
    """The books that follow from it, beside those `recorded`; `drains` by order, the last of each."""

    def __init__(self, settings: Settings, wheels: Mapping[str, Wheel], books: Books, recorded: Books) -> None:
        self.settings = settings
        self.books = books
        self._recorded = recorded
        self.drains: dict[str, Drain] = {}
        self._wheels = dict(wheels)

    def order(self, facts: OrderFacts, roster: Roster) -> OrderDecision:
        """Decided as it came."""
        met = self._met(facts)
        decision = self._decided(met, roster)
        self._note(met, decision, roster)
        return decision

    def drained(self, facts: OrderFacts, roster: Roster) -> OrderDecision:
        """Decided when the record drained it: only if it waits here too."""
        waiting = self.books.queue.get(facts.order.id)
        if waiting is None and facts.order.id in self.books.managers:
            return OrderCase(self._met(facts), roster, self.settings).row(Row.O6, Reason.NO_CHANGE)
        decision = self.order(facts, roster)
        if waiting is not None:
            self._note_drain(waiting, facts.now, decision)
        return decision

    def drain(self, waiting: Waiting, roster: Roster, now: datetime) -> bool:
        """Decided again because something changed, as nobody's act; whether it came out otherwise."""
        facts = waiting.facts
        order = replace(facts.order, act=Act.SAVED, manager=None, explicit=None, cleared=False)
        link = replace(facts.link, manager=self.books.manager_of(waiting))
        met = replace(facts, order=order, link=link, actor=None, now=now)
        decision = self._decided(met, roster)
        if not decision.order_changed and Wait.after(decision, facts.customer, waiting.wait.since) == waiting.wait:
            return False
        self._note(met, decision, roster)
        self._note_drain(waiting, now, decision)
        return True

    def card(self, facts: CardFacts, roster: Roster) -> CardDecision:
        """Decided as the human had it."""
        books, customer_id = self.books, facts.customer.id
        known = self._linked_to(customer_id, facts.link.manager)
        met = replace(
            facts,
            link=replace(facts.link, manager=known),
            unassigned_orders=self._nobodys(facts),
            transfer=self._transfer(facts.transfer, as_found=known == facts.link.manager, known=known),
            merge=self._merge(facts.merge),
        )
        decision = decide_card(met, roster)
        books.note_card(met, decision, roster)
        return decision

    def _met(self, facts: OrderFacts) -> OrderFacts:
        """Who has order and card is a fact as long as the draft agrees with the record about it."""
        order, link, manager = facts.order, facts.link, facts.link.manager
        known = self._linked_to(facts.customer.id, manager) if facts.customer is not None else manager
        has = _as_found(order.id, order.manager, self.books.managers, self._recorded.managers)
        return replace(facts, order=replace(order, manager=has), link=replace(link, manager=known))

    def _linked_to(self, customer_id: str, found: str | None) -> str | None:
        return _as_found(customer_id, found, self.books.links, self._recorded.links)

    def _nobodys(self, facts: CardFacts) -> tuple[str, ...]:
        """What waits for him. Which orders were his is a fact, whichever card they were last decided for, as long as
        they wait in the record too."""
        mine, recorded = self.books, self._recorded
        found = [
            each for each in facts.unassigned_orders if each not in mine.managers or mine.queue.get(each) is not None
        ]
        others = (each for each in mine.queue.of(facts.customer.id) if recorded.queue.get(each) is None)
        return tuple(dict.fromkeys([*found, *others]))

    def _decided(self, met: OrderFacts, roster: Roster) -> OrderDecision:
        return decide_order(met, roster, self.settings, Standing(self._wheels, self.books.loads(roster, met.now)))

    def _note(self, met: OrderFacts, decision: OrderDecision, roster: Roster) -> None:
        self.books.note_order(met, decision, roster)
        draw = decision.draw
        if draw is not None and draw.pool is not None and draw.after is not None:
            self._wheels[draw.pool] = draw.after

    def _note_drain(self, waiting: Waiting, at: datetime, decision: OrderDecision) -> None:
        if decision.order_manager is not None:
            self.drains[waiting.id] = Drain(waiting, at, decision)

    def _transfer(self, done: TransferFact | None, *, as_found: bool, known: str | None) -> TransferFact | None:
        """A transfer leaves a customer, and orders, that the draft gave to somebody else (M4)."""
        if done is None:
            return None
        mine, theirs = self.books.managers, self._recorded.managers
        orders = tuple(each for each in done.orders if mine.get(each) == theirs.get(each))
        return replace(done, orders=orders) if as_found else replace(done, to=known, orders=())

    def _merge(self, done: MergeFact | None) -> MergeFact | None:
        """A merge brings along whom the draft gave the other card; an undo, whom the card really had (M5)."""
        if done is None or done.undo:
            return done
        return replace(done, manager=self._linked_to(done.other_id, done.manager))


def _as_found(
    what: str, found: str | None, drafted: Mapping[str, str | None], recorded: Mapping[str, str | None]
) -> str | None:
    mine = drafted.get(what, found)
    return found if mine == recorded.get(what, found) else mine
