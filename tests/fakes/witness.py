"""What must be true of assignment whatever happens: looked at in every commit, and in the whole that is left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, pairwise
from typing import Any

from assignment.domain.decisions import OrderDecision
from assignment.domain.distribution import Draw, DrawOutcome
from assignment.domain.facts import CardFacts, OrderFacts
from assignment.domain.portfolios import Period
from assignment.domain.records import Entry
from assignment.domain.rows import PassedOver, Reason
from assignment.domain.settings import Settings, Strategy
from assignment.ports import LedgerQuery
from assignment.store.customers import CUSTOMERS
from assignment.store.journal import JOURNAL
from assignment.store.ledger import DECISIONS
from assignment.store.links import LINKS
from assignment.store.orders import ORDERS
from assignment.store.staff import STAFF
from assignment.usecases.replay_decision import replay_decision
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from chassis.commit import Insert, Replace, Unit
from chassis.mongo import Doc
from chassis.replicas import Found
from chassis.replicas.replicas import CHECKS
from contracts.assignment import StaffChanged, StaffDeactivated
from tests.fakes.trade import ALL, Trade

BY_HUMANS = {
    Reason.CARD_CHANGED,
    Reason.CARD_CLEARED,
    Reason.TRANSFERRED,
    Reason.TRANSFER_UNDONE,
    Reason.MERGED,
    Reason.UNMERGED,
}
"""What may take a customer away from an active manager."""

KEPT = {"M4", "O0"}
"""Rows by which an order may be of somebody who has left meanwhile: it moved with its customer, or it was closed before
the news that somebody else has it (then it shows him too, which is looked at in the end)."""


@dataclass
class Witness:
    """`complaints` are kept, as what is raised inside a commit may be caught by a loop that has to go on."""

    trade: Trade
    active: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for event in self.trade.house.commits.told:
            self._note(event)
        self.trade.house.commits.watch = self._sees

    def _sees(self, unit: Unit) -> None:
        rows = {
            write.doc["row"] for write in unit.writes if isinstance(write, Insert) and write.collection == DECISIONS
        }
        for write in unit.writes:
            if isinstance(write, Insert | Replace):
                before = self.trade.house.memory.collection(write.collection).docs.get(write.doc["_id"])
                if write.collection == LINKS:
                    self._sees_link(before, write.doc)
                elif write.collection == ORDERS:
                    self._sees_order(before, write.doc, kept=not rows.isdisjoint(KEPT))
        for event in unit.events:
            for recipient in getattr(event, "recipients", ()):
                self._holds(recipient.staff_id in self.active, f"mail to the inactive: {event!r}")
            self._note(event)

    def _sees_link(self, before: Doc | None, after: Doc) -> None:
        self._holds(after["version"] == (before["version"] + 1 if before else 1), f"link versions: {before}, {after}")
        if before is None or before["manager_id"] == after["manager_id"]:
            return
        held = before["manager_id"] in self.active and after["reason"] not in BY_HUMANS
        self._holds(not held, f"taken from an active manager without a human: {before}, {after}")
        if before["first_linked_at"] is not None:
            self._holds(after["first_linked_at"] == before["first_linked_at"], f"first linked: {before}, {after}")

    def _sees_order(self, before: Doc | None, after: Doc, *, kept: bool) -> None:
        manager = before["manager_id"] if before else None
        if after["manager_id"] == manager:
            return
        self._holds(
            before is None or before["closed_at"] is None, f"a closed order got another manager: {before}, {after}"
        )
        self._holds(
            kept or after["manager_id"] is None or after["manager_id"] in self.active,
            f"given to the inactive: {after}",
        )

    def _note(self, event: object) -> None:
        if isinstance(event, StaffChanged):
            (self.active.add if event.member.active else self.active.discard)(event.member.id)

    def _holds(self, true: bool, complaint: str) -> None:
        if not true:
            self.complaints.append(complaint)

    def whole(self) -> None:
        """Raises AssertionError for anything that is not as it must be."""
        assert not self.complaints, self.complaints
        deps = self.trade.house.deps
        entries = self.trade.run(deps.ledger.find(LedgerQuery(), ALL, 1_000_000))
        self._history_has_no_gap()
        self._each_order_has_one_current_decision(entries)
        decided = {entry.customer_id for entry in entries if not isinstance(entry.decision, OrderDecision)}
        assert self.trade.cards.keys() <= decided, "a card was never decided"
        self._choices_were_heard(entries)
        self._acts_count_in_their_order(entries)
        asked = Counter((e.staff_id, e.since) for e in self.trade.house.commits.told_as(StaffDeactivated))
        assert set(asked.values()) <= {1}, "supervisors were asked twice for one leaving"
        assert self._left_behind() <= asked.keys(), "nobody was asked to reassign what the inactive have"
        wheel_is_fair(entries)
        for entry in entries:
            replayed = self.trade.run(replay_decision(deps, entry.id, ALL))
            assert replayed.same, f"{entry} is replayed as {replayed.decision}"

    def nothing_changes_if_all_is_heard_again(self) -> None:
        """Events are delivered at least once."""
        before = self._state()
        for received in list(self.trade.heard):
            self.trade.hear_again(received)
        assert self._state() == before, "heard again, it came out otherwise"

    def _state(self) -> object:
        return [self._docs(name) for name in (LINKS, JOURNAL, ORDERS, DECISIONS)], len(self.trade.house.commits.told)

    def replicas_can_be_told_anew(self) -> None:
        """A telling anew finds nothing; and whatever is lost is as it was after the next (N5)."""
        self.trade.house.memory.collection(CHECKS).docs = {}
        self.trade.tell_anew(heal=False)
        found = [check for check in self._docs(CHECKS) if not check["healed"] and check["found"] != Found.SAME]
        assert found == [], f"told anew, it differs: {found}"
        before, told = self._records(), len(self.trade.house.commits.told)
        for name in (ORDERS, CUSTOMERS):
            self.trade.house.memory.collection(name).docs = {}
        self.trade.tell_anew(heal=True)
        after = self._records()
        other = [each for each in zip(before, after, strict=False) if each[0] != each[1]]
        assert after == before, f"rebuilt, it is not as it was: {other}"
        assert len(self.trade.house.commits.told) == told, "a telling anew had effects"

    def _records(self) -> list[dict[str, Any]]:
        docs = (*self._docs(ORDERS), *self._docs(CUSTOMERS))
        return sorted(({**doc, "version": 0} for doc in docs), key=lambda doc: str(doc["_id"]))

    def nobody_waits_for_nothing(self) -> None:
        """To be asked when distribution is as delivered: what waits then, waits because nobody is there."""
        waiting = [order["_id"] for order in self._docs(ORDERS) if order["waiting"]]
        roster = self.trade.run(self.trade.house.deps.companies.current()).roster
        assert waiting == [] or not any(person.active for person in roster.managers), waiting

    def _history_has_no_gap(self) -> None:
        journal = sorted(self._docs(JOURNAL), key=lambda doc: (doc["customer_id"], doc["at"], doc["version"]))
        last = {}
        for customer, found in groupby(journal, key=lambda doc: doc["customer_id"]):
            movements = list(found)
            assert movements[0]["previous_id"] is None, f"a gap: {movements[0]}"
            for earlier, later in pairwise(movements):
                assert later["previous_id"] == earlier["manager_id"], f"a gap: {earlier}, {later}"
                assert later["version"] > earlier["version"]
            last[customer] = movements[-1]["manager_id"]
        links = {link["_id"]: link["manager_id"] for link in self._docs(LINKS)}
        assert {each: manager for each, manager in links.items() if manager or each in last} == last, (
            "links and journal differ"
        )

    def _each_order_has_one_current_decision(self, entries: Iterable[Entry]) -> None:
        about: dict[str, list[Entry]] = {}
        for entry in entries:
            for order_id in entry.order_ids:
                about.setdefault(order_id, []).append(entry)
        for order in self._docs(ORDERS):
            mine = about.pop(order["_id"])
            assert order["decisions"] == len(mine), f"{order} was decided by {mine}"
            (current,) = [entry for entry in mine if entry.id == order["decision_id"]]
            decision = current.decision
            given = decision.order_manager if isinstance(decision, OrderDecision) else decision.manager
            assert given == order["manager_id"], f"{order} is not as decided: {current}"
            causes = Counter(entry.cause for entry in mine)
            assert set(causes.values()) == {1}, f"decided twice for one cause: {causes}"
        assert about == {}, "decisions about orders that are not there"

    def _choices_were_heard(self, entries: Iterable[Entry]) -> None:
        """Whom a human chose last, on a card or an order, was decided as chosen, unless the order was closed first."""
        heard = {(entry.customer_id, entry.facts.explicit) for entry in entries if isinstance(entry.facts, CardFacts)}
        for card in self.trade.cards.values():
            if card.choice_version:
                assert (card.id, self.trade.chosen[card.id]) in heard, f"a choice was overheard: {card}"
        of_orders = [entry.facts.order for entry in entries if isinstance(entry.facts, OrderFacts)]
        for order in self.trade.orders.values():
            since = [fact for fact in of_orders if fact.id == order.id and fact.version >= (order.choice_version or 0)]
            if order.choice_version and not any(fact.terminal for fact in since):
                chosen = self.trade.chosen[order.id]
                assert any((fact.explicit, fact.cleared) == (chosen, chosen is None) for fact in since), (
                    f"a choice was overheard: {order}"
                )

    def _acts_count_in_their_order(self, entries: Iterable[Entry]) -> None:
        """Each act on an order was decided on, the earlier first, in whatever order news of them came."""
        for order in self.trade.orders.values():
            facts = [entry.facts.order for entry in entries if isinstance(entry.facts, OrderFacts)]
            heard = [fact.version for fact in facts if fact.id == order.id]
            assert heard == sorted(heard, reverse=True), f"{order} was decided by {heard}"
            done = {deed.version for deed in order.earlier}
            assert done <= set(heard), f"an act was overheard: {order}, decided by {heard}"

    def _left_behind(self) -> set[tuple[str, datetime]]:
        """Who is gone and still has something, each with since when he is gone."""
        owners = {link["manager_id"] for link in self._docs(LINKS)}
        owners |= {order["manager_id"] for order in self._docs(ORDERS) if order["open"]}
        gone = {member["_id"]: member["inactive_since"] for member in self._docs(STAFF) if member["inactive_since"]}
        return {(each, gone[each]) for each in owners & gone.keys()}

    def what_held_is_simulated_as_it_was(self, period: Period, settings: Settings) -> None:
        """In a period in which no other settings held, whatever was drained and whenever (N2)."""
        command = SimulateDistribution(replace(settings, version=0), period)
        simulation = self.trade.run(simulate_distribution(self.trade.house.deps, command))
        assert simulation.differences == [], f"simulated otherwise: {simulation.differences}"
        assert (simulation.orders_differing, simulation.customers_differing) == (0, 0), "simulated otherwise"
        waiting = [{each.id for each in books.queue} for books in (simulation.recorded, simulation.drafted)]
        assert waiting[0] == waiting[1], f"simulated otherwise: {waiting} wait"

    def orders_show_what_was_decided(self) -> None:
        """Also those that were closed before all decisions had reached them (O0)."""
        assert not self.trade.pending, f"not decided for good: {self.trade.pending}"
        for doc in self._docs(ORDERS):
            order = self.trade.orders[doc["_id"]]
            assert order.manager_id == doc["manager_id"], f"orders shows {order}, decided was {doc}"

    def cards_show_whom_they_are_linked_to(self) -> None:
        """What a human chose as well as what was decided for him."""
        links = {doc["_id"]: doc["manager_id"] for doc in self._docs(LINKS)}
        for card in self.trade.cards.values():
            linked = links.get(card.id)
            assert card.manager_id == linked, f"the card shows {card}, linked is {linked}"

    def _docs(self, collection: str) -> list[dict[str, Any]]:
        return list(self.trade.house.memory.collection(collection).docs.values())


def wheel_is_fair(entries: Iterable[Entry]) -> None:
    """Every turn was taken once, and of those who were eligible all along, nobody got two more than another."""
    draws: dict[str, list[tuple[Draw, OrderDecision]]] = {}
    for entry in entries:
        decision = entry.decision
        if isinstance(decision, OrderDecision) and decision.draw and decision.draw.outcome is DrawOutcome.CHOSEN:
            draws.setdefault(decision.draw.pool or "", []).append((decision.draw, decision))
    for pool, drawn in draws.items():
        drawn.sort(key=lambda each: each[0].after.turns if each[0].after else 0)
        turns = [draw.after.turns for draw, _ in drawn if draw.after]
        assert turns == list(range(1, len(turns) + 1)), f"{pool}: turns {turns}"
        for (strategy, eligible), run in groupby(drawn, key=_among):
            if strategy is Strategy.ROUND_ROBIN:
                got = Counter(dict.fromkeys(eligible, 0))
                got.update(decision.order_manager for _, decision in run)
                assert max(got.values()) - min(got.values()) <= 1, f"{pool}: {got}"


def _among(each: tuple[Draw, OrderDecision]) -> tuple[Strategy, frozenset[str | None]]:
    draw, decision = each
    return draw.strategy, frozenset({decision.order_manager, *decision.passed_over.get(PassedOver.PASSED_BY_WHEEL, ())})
