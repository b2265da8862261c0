"""Random histories of a company, played against the real use cases: what must be true stays true, however what is said
comes late, twice, all at once or the wrong way round. And the proof can fail: each thing that is broken is noticed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.fakes.assignment import InMemory
from tests.fakes.trade import NEXT, Trade
from tests.fakes.witness import Witness

from assignment.domain.decide_order import decide_order
from assignment.domain.decisions import OrderDecision
from assignment.domain.facts import LinkFact, OrderFacts
from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, StalePrefers, Strategy, Unavailable, When
from chassis.commit import Require
from contracts.customers import CustomerStatus
from contracts.orders import Channel, OrderState

HOURS = st.integers(1, 48).map(lambda hours: timedelta(hours=hours))
OPEN = frozenset(NEXT) - {OrderState.SHIPPED}


class History(RuleBasedStateMachine):
    """One history; `breaks` makes it go wrong."""

    breaks: ClassVar[Callable[[InMemory], None]] = staticmethod(lambda _house: None)

    @initialize()
    def begin(self) -> None:
        self.trade = Trade()
        self.witness = Witness(self.trade)
        type(self).breaks(self.trade.house)
        for group in ("Managers", "Sellers", "Sellers", "Supervisors", "Point of sale"):
            self.trade.hire(group)
        seller, clerk = sorted(self.trade.staff)[1], max(self.trade.staff)
        for manager in (None, None, seller):
            self.trade.open_card(clerk, Channel.OFFICE, manager)
        self.trade.hear_all()

    def member(self, data: Any) -> str:
        return str(data.draw(st.sampled_from(sorted(self.trade.staff)), label="member"))

    def choice(self, data: Any) -> str | None:
        """Nobody, or somebody whom the door lets pass."""
        active = sorted(each for each in self.trade.staff if self.trade.staff[each].active)
        chosen: str | None = data.draw(st.none() | st.sampled_from(active) if active else st.none(), label="chosen")
        return chosen

    def card(self, data: Any) -> Any:
        return data.draw(st.sampled_from(list(self.trade.cards.values())), label="card")

    def order(self, data: Any) -> Any:
        return data.draw(st.sampled_from(list(self.trade.orders.values())), label="order")

    @rule(data=st.data(), channel=st.sampled_from([Channel.OFFICE, Channel.POS]))
    def a_customer_comes(self, data: Any, channel: Channel) -> None:
        self.trade.open_card(self.member(data), channel, self.choice(data))

    @precondition(lambda self: self.trade.cards)
    @rule(data=st.data(), chosen=st.booleans())
    def a_card_is_saved(self, data: Any, chosen: bool) -> None:
        self.trade.save_card(self.card(data), self.member(data), self.choice(data), chosen=chosen)

    @precondition(lambda self: self.trade.cards)
    @rule(data=st.data(), by_link=st.booleans())
    def an_order_comes(self, data: Any, by_link: bool) -> None:
        if by_link:
            self.trade.place(self.card(data), None, None)
        else:
            self.trade.place(self.card(data), self.member(data), self.choice(data))

    @precondition(lambda self: self.trade.cards)
    @rule(data=st.data(), count=st.integers(2, 4))
    def orders_of_one_customer_come_at_once(self, data: Any, count: int) -> None:
        card, before = self.card(data), len(self.trade.bus)
        for _ in range(count):
            self.trade.place(card, None, None)
        self.trade.hear(*self.trade.bus[before:])

    @rule()
    def a_guest_orders(self) -> None:
        self.trade.place(None, None, None)

    @precondition(lambda self: self.trade.orders)
    @rule(data=st.data(), chosen=st.booleans())
    def an_order_is_saved(self, data: Any, chosen: bool) -> None:
        self.trade.save_order(self.order(data), self.member(data), self.choice(data), chosen=chosen)

    @precondition(lambda self: self.trade.orders)
    @rule(data=st.data(), cancelled=st.booleans())
    def an_order_moves_on(self, data: Any, cancelled: bool) -> None:
        order = self.order(data)
        if cancelled and order.state in OPEN:
            self.trade.move(order, self.member(data), OrderState.CANCELLED)
        elif order.state in NEXT:
            self.trade.move(order, self.member(data), NEXT[order.state])

    @precondition(lambda self: self.trade.orders)
    @rule(data=st.data())
    def an_order_is_claimed(self, data: Any) -> None:
        self.trade.claim(self.order(data).id, self.member(data))

    @rule(group=st.sampled_from(["Sellers", "Managers", "Supervisors"]))
    def somebody_joins(self, group: str) -> None:
        self.trade.hire(group)

    @rule(data=st.data())
    def somebody_leaves_or_comes_back(self, data: Any) -> None:
        member = self.member(data)
        self.trade.change(member, active=not self.trade.staff[member].active)

    @rule(data=st.data(), begins=HOURS, lasts=HOURS)
    def somebody_will_be_away(self, data: Any, begins: timedelta, lasts: timedelta) -> None:
        self.trade.plan(self.member(data), self.choice(data), begins - timedelta(hours=24), lasts)

    @rule(
        data=st.data(),
        strategy=st.sampled_from(Strategy),
        careful=st.booleans(),
        unavailable=st.sampled_from(Unavailable),
        stale=st.sampled_from(StalePrefers),
        pooled=st.booleans(),
    )
    def distribution_changes(
        self,
        data: Any,
        strategy: Strategy,
        careful: bool,
        unavailable: Unavailable,
        stale: StalePrefers,
        pooled: bool,
    ) -> None:
        pools = (Pool("some", members=(self.member(data), self.member(data))),) if pooled else ()
        self.trade.settle(
            Settings(
                strategy=strategy,
                pools=pools,
                respect_availability=careful,
                unavailable=unavailable,
                stale_prefers=stale,
            )
        )

    @rule(data=st.data(), spread=st.booleans(), open_orders=st.booleans(), worked=st.booleans())
    def customers_are_transferred(self, data: Any, spread: bool, open_orders: bool, worked: bool) -> None:
        self.trade.transfer(self.member(data), None if spread else self.member(data), open_orders=open_orders)
        if worked:
            self.trade.work()

    @precondition(lambda self: self.trade.transfers)
    @rule(data=st.data())
    def a_transfer_is_undone(self, data: Any) -> None:
        self.trade.work()
        self.trade.undo(data.draw(st.sampled_from(self.trade.transfers)))
        self.trade.work()

    @rule()
    def the_queue_is_drained(self) -> None:
        self.trade.drain()

    @rule(minutes=st.integers(1, 600))
    def time_passes(self, minutes: int) -> None:
        self.trade.pass_time(timedelta(minutes=minutes))

    @precondition(lambda self: self.trade.bus)
    @rule(data=st.data())
    def something_is_heard_in_whatever_order(self, data: Any) -> None:
        self.trade.hear(data.draw(st.sampled_from(self.trade.bus)))

    @precondition(lambda self: len(self.trade.bus) > 1)
    @rule(data=st.data(), lost=st.booleans())
    def several_are_heard_at_once(self, data: Any, lost: bool) -> None:
        count = data.draw(st.integers(2, min(6, len(self.trade.bus))))
        self.trade.hear(*self.trade.bus[:count], answer_lost=lost)

    @precondition(lambda self: self.trade.bus)
    @rule(data=st.data())
    def somebody_leaves_while_something_is_heard(self, data: Any) -> None:
        count = data.draw(st.integers(1, min(6, len(self.trade.bus))))
        self.trade.hear(*self.trade.bus[:count], leaves=self.member(data))

    @rule()
    def all_is_heard(self) -> None:
        self.trade.hear_all()

    @precondition(lambda self: self.trade.heard)
    @rule(data=st.data())
    def something_is_heard_again(self, data: Any) -> None:
        self.trade.hear_again(data.draw(st.sampled_from(self.trade.heard)))

    @rule(deaf=st.booleans())
    def orders_hears_of_decisions_later(self, deaf: bool) -> None:
        self.trade.orders_are_deaf = deaf
        self.trade.hear()

    @precondition(lambda self: self.trade.orders)
    @rule()
    def everything_is_told_anew(self) -> None:
        self.trade.tell_anew(heal=True)

    @invariant()
    def nobody_complains(self) -> None:
        if hasattr(self, "witness"):
            assert not self.witness.complaints, self.witness.complaints

    def teardown(self) -> None:
        if not hasattr(self, "witness"):
            return
        try:
            self.trade.orders_are_deaf = False
            self.trade.hear_all()
            self.trade.work()
            self.trade.hear_all()
            self.trade.settle(Settings(strategy=Strategy.ROUND_ROBIN))
            while self.trade.drain():
                self.trade.hear_all()
            self.trade.hear_all()
            self.witness.nothing_changes_if_all_is_heard_again()
            self.witness.whole()
            self.witness.nobody_waits_for_nothing()
            self.witness.orders_show_what_was_decided()
            self.witness.cards_show_whom_they_are_linked_to()
            self.witness.replicas_can_be_told_anew()
        finally:
            self.trade.close()


QUICK = settings(
    max_examples=50,
    stateful_step_count=40,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.req("RC-2", "RC-8", "RC-10", "N1", "N3", "N5", "N8", "N14", "M1", "M2", "M4")
def test_whatever_happens_what_must_be_true_stays_true() -> None:
    run_state_machine_as_test(History, settings=QUICK)


class Simulated(History):
    """One history, and the settings that held last simulated on what happened under them, whatever came later."""

    @invariant()
    def nothing_is_decided_in_the_moment_in_which_settings_change(self) -> None:
        if hasattr(self, "witness") and self.trade.settled_at == self.trade.now:
            self.trade.pass_time(timedelta(minutes=1))

    def teardown(self) -> None:
        if not hasattr(self, "witness"):
            return
        try:
            self.trade.hear_all()
            self.trade.work()
            self.trade.hear_all()
            self.trade.pass_time(timedelta(minutes=1))
            held = Period(self.trade.settled_at + timedelta(seconds=1), self.trade.now)
            settings = self.trade.settings
            self.trade.settle(Settings(strategy=Strategy.ROUND_ROBIN))
            while self.trade.drain():
                self.trade.hear_all()
            self.witness.whole()
            self.witness.what_held_is_simulated_as_it_was(held, settings)
        finally:
            self.trade.close()


@pytest.mark.req("N2", "N14")
def test_the_settings_that_held_change_nothing_in_a_simulation_also_not_what_was_drained() -> None:
    run_state_machine_as_test(Simulated, settings=settings(QUICK, max_examples=30))


class Asking(Simulated):
    """The same with pools that ask for what cards say, and cards that come to say something else."""

    @precondition(lambda self: self.trade.cards)
    @rule(data=st.data(), status=st.sampled_from(CustomerStatus))
    def a_card_says_something_else(self, data: Any, status: CustomerStatus) -> None:
        self.trade.save_card(self.card(data), self.member(data), None, chosen=False, status=status)

    @rule(data=st.data(), status=st.sampled_from(CustomerStatus))
    def a_pool_asks_for_it(self, data: Any, status: CustomerStatus) -> None:
        pool = Pool("asking", When(status=(status,)), members=(self.member(data), self.member(data)))
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


@pytest.mark.parametrize(
    ("breaks", "complaint"),
    [
        (forget_marks, "heard again, it came out otherwise|asked twice"),
        (overlook_changes_of_the_company, r"the inactive|is replayed as|turns|simulated otherwise"),
        (lose_the_journal, "links and journal differ"),
        (let_replicas_run_ahead, "a card was never decided"),
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


@pytest.mark.parametrize("about", ["assign_order", "decide_card"])
def test_a_choice_that_is_overheard_is_noticed(monkeypatch: pytest.MonkeyPatch, about: str) -> None:
    monkeypatch.setattr(f"assignment.usecases.{about}.choice_of", lambda event, _known: event.act.choice)
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
