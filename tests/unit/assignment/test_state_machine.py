"""Random histories of a company, played against the real use cases: what must be true stays true, however what is said
comes late, twice, all at once or the wrong way round. And the proof can fail: each thing that is broken is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.fakes.assignment import InMemory
from tests.fakes.trade import ALL, Trade
from tests.fakes.witness import Witness
from tests.unit.assignment.history import QUICK, History, Simulated

from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import OrderDecision
from assignment.domain.facts import LinkFact, OrderFacts
from assignment.domain.fairness import Gift
from assignment.domain.links import Link
from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.domain.stale import Stake
from assignment.ports import Distribution
from chassis.commit import Require
from contracts.customers import CustomerStatus
from contracts.orders import Channel


@pytest.mark.req("RC-2", "RC-8", "RC-10", "N1", "N3", "N5", "N6", "N7", "N8", "N10", "N14", "M1", "M2", "M4")
def test_whatever_happens_what_must_be_true_stays_true() -> None:
    run_state_machine_as_test(History, settings=QUICK)


@pytest.mark.req("N2", "N14")
def test_the_settings_that_held_change_nothing_in_a_simulation_also_not_what_was_drained() -> None:
    run_state_machine_as_test(Simulated, settings=settings(QUICK, max_examples=30))


REGIONS = st.sampled_from([None, "Galicia", "Asturias"])
COUNTRIES = st.sampled_from([None, "ES", "RO"])
QUESTIONS = st.one_of(
    st.builds(When, status=st.tuples(st.sampled_from(CustomerStatus))),
    st.builds(When, region=st.tuples(st.sampled_from(["Galicia", "Asturias"]))),
    st.builds(When, country=st.tuples(st.sampled_from(["ES", "RO"]))),
    st.builds(When, returning=st.booleans()),
)


class Asking(Simulated):
    """The same with pools that ask for what cards say, cards that come to say something else, and merges that are taken
    back."""

    @precondition(lambda self: self.trade.cards)
    @rule(data=st.data(), status=st.sampled_from(CustomerStatus), region=REGIONS, country=COUNTRIES)
    def a_card_says_something_else(
        self, data: Any, status: CustomerStatus, region: str | None, country: str | None
    ) -> None:
        says: dict[str, Any] = {"status": status, "region": region, "country": country}
        self.trade.save_card(self.card(data), self.member(data), None, chosen=False, **says)

    @precondition(lambda self: len(self.standing()) < len(self.trade.cards))
    @rule(data=st.data())
    def they_turn_out_to_be_two_after_all(self, data: Any) -> None:
        merged = [each for each in self.trade.cards.values() if each.merged_into is not None]
        self.trade.unmerge(data.draw(st.sampled_from(merged), label="card"), self.member(data))

    @rule(data=st.data(), when=QUESTIONS)
    def a_pool_asks_for_it(self, data: Any, when: When) -> None:
        pool = Pool("asking", when, members=(self.member(data), self.member(data)))
        self.trade.settle(Settings(strategy=Strategy.ROUND_ROBIN, pools=(pool,)))


@pytest.mark.req("N2", "N14")
def test_what_waits_until_its_customer_is_another_kind_of_customer_is_simulated_as_it_was() -> None:
    run_state_machine_as_test(Asking, settings=settings(QUICK, max_examples=30))


def forget_marks(house: InMemory) -> None:
    house.commits.remembers = lambda _: False


def overlook_changes_of_the_company(house: InMemory) -> None:
    house.commits.overlooks = (Require,)


def lose_the_journal(house: InMemory) -> None:
    whole = house.deps.links.relinked
    house.deps.links.relinked = lambda change: whole(change)[:1]  # type: ignore[method-assign]


def let_replicas_run_ahead(house: InMemory) -> None:
    async def all_of_it(_customer_id: str) -> int:
        return 1_000_000

    house.deps.ledger.card_version = all_of_it  # type: ignore[method-assign,assignment]


def forget_whose_customers_were(house: InMemory) -> None:
    async def whose_they_are(customer_id: str, _at: datetime) -> Link | None:
        return await house.deps.links.get(customer_id, ALL)

    house.deps.links.as_of = whose_they_are  # type: ignore[method-assign,assignment]


def miss_nobody(house: InMemory) -> None:
    async def none_of_them(_managers: object, _scope: object) -> dict[str, str]:
        return {}

    house.deps.links.linked_to = none_of_them  # type: ignore[method-assign,assignment]


def overlook_what_is_at_stake(house: InMemory) -> None:
    async def nothing(_customer_ids: object, _since: object) -> dict[str, Stake]:
        return {}

    house.deps.stakes.of = nothing  # type: ignore[method-assign,assignment]


def lose_what_was_given(house: InMemory) -> None:
    whole = house.deps.ledger.gifts

    async def but_the_first(period: Period) -> list[Gift]:
        return (await whole(period))[1:]

    house.deps.ledger.gifts = but_the_first  # type: ignore[method-assign]


def forget_earlier_settings(house: InMemory) -> None:
    whole = house.deps.distribution.versions

    async def the_last(before: int | None, limit: int) -> list[Distribution]:
        return (await whole(None, 1) if before is None else [])[:limit]

    house.deps.distribution.versions = the_last  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("breaks", "complaint"),
    [
        (forget_marks, "heard again, it came out otherwise|asked twice"),
        (overlook_changes_of_the_company, r"the inactive|is replayed as|turns|simulated otherwise"),
        (lose_the_journal, "links and journal differ"),
        (let_replicas_run_ahead, "a card was never decided"),
        (forget_whose_customers_were, "whose .* was at"),
        (miss_nobody, "missed: "),
        (overlook_what_is_at_stake, "is at stake"),
        (lose_what_was_given, "was given otherwise|pools since"),
        (forget_earlier_settings, "could be given otherwise|pools since"),
    ],
)
def test_what_is_broken_is_noticed(breaks: Callable[[InMemory], None], complaint: str) -> None:
    class Broken(Simulated if breaks is overlook_changes_of_the_company else History):  # type: ignore[misc]
        pass

    Broken.breaks = staticmethod(breaks)
    with pytest.raises(AssertionError, match=complaint):
        run_state_machine_as_test(Broken, settings=settings(QUICK, max_examples=300, report_multiple_bugs=False))


def test_a_rule_that_takes_customers_from_active_managers_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = decide_order

    def wrong(facts: OrderFacts, *more: Any) -> OrderDecision:
        return right(replace(facts, link=LinkFact()), *more)

    monkeypatch.setattr("assignment.usecases.settle_order.decide_order", wrong)
    with pytest.raises(AssertionError, match=r"taken from an active manager|is replayed as"):
        run_state_machine_as_test(History, settings=settings(QUICK, report_multiple_bugs=False))


def test_an_act_that_is_overheard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assignment.usecases.assign_order.overtaken_by", lambda _event, _known: ())
    trade = Trade()
    witness = Witness(trade)
    trade.hire("Sellers")
    (seller,) = trade.staff
    trade.place(None, None, None)
    trade.hear_all()
    (order_id,) = trade.orders
    for _ in range(2):
        trade.save_order(trade.orders[order_id], seller, None, chosen=False)
    trade.hear(trade.bus[-1])
    trade.hear_all()
    with pytest.raises(AssertionError, match="an act was overheard"):
        witness.whole()
    trade.close()


@pytest.mark.parametrize("about", ["assign_order", "decide_card"])
def test_a_choice_that_is_overheard_is_noticed(monkeypatch: pytest.MonkeyPatch, about: str) -> None:
    monkeypatch.setattr(f"assignment.usecases.{about}.choice_of", lambda event, _known: event.act.choice)
    monkeypatch.setattr("assignment.usecases.assign_order.overtaken_by", lambda _event, _known: ())
    trade = Trade()
    witness = Witness(trade)
    for _ in range(2):
        trade.hire("Sellers")
    seller, another = trade.staff
    trade.open_card(seller, Channel.OFFICE, seller)
    trade.hear_all()
    (card,) = trade.cards.values()
    trade.place(card, None, None)
    trade.hear_all()
    (order,) = trade.orders.values()
    for chosen in (True, False):
        trade.save_card(trade.cards[card.id], seller, another, chosen=chosen)
        trade.save_order(trade.orders[order.id], seller, another, chosen=chosen)
    for later in trade.bus[2:]:
        trade.hear(later)
    trade.hear_all()
    with pytest.raises(AssertionError, match="a choice was overheard"):
        witness.whole()
    trade.close()
