"""Random histories of a company, played against the real use cases, however what is said comes late, twice, all at once
or the wrong way round."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.fakes.assignment import InMemory
from tests.fakes.hearing import NEXT
from tests.fakes.recount import figures_add_up, statements_add_up
from tests.fakes.reports import fairness_adds_up, links_are_told_as_of_any_instant, radar_adds_up
from tests.fakes.trade import Trade
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, StalePrefers, Strategy, Unavailable
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
            statements_add_up(self.trade)
            figures_add_up(self.trade)
            links_are_told_as_of_any_instant(self.trade)
            radar_adds_up(self.trade)
            fairness_adds_up(self.trade)
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


class Simulated(History):
    """One history, in which cards are merged too, and the settings that held last simulated on what happened under
    them, whatever came later."""

    def standing(self) -> list[Any]:
        """Cards that were not merged into others: nobody writes on those."""
        return [each for each in self.trade.cards.values() if each.merged_into is None]

    def card(self, data: Any) -> Any:
        return data.draw(st.sampled_from(self.standing()), label="card")

    @precondition(lambda self: len(self.standing()) > 1)
    @rule(data=st.data())
    def two_cards_turn_out_to_be_of_one_customer(self, data: Any) -> None:
        went, stands = data.draw(st.permutations(self.standing()), label="cards")[:2]
        self.trade.merge(went, stands, self.member(data))

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
