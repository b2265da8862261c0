"""What people chose and did counts in the order in which they did it, also if news of a later change is heard before:
what the later one tells shows it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import ALL, Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.settings import Settings, Strategy
from assignment.store.orders import ORDERS
from assignment.usecases.merge_cards import MergeCards, merge_cards
from chassis.inbox import Mark
from contracts.assignment import OrderDecision, Recipient
from contracts.base import Act, Actor
from contracts.customers import Customer, CustomerMerged, Personal
from contracts.orders import Channel, OrderState
from orders.domain.order import DEEDS_REMEMBERED


@pytest.fixture
def trade() -> Iterator[Trade]:
    """Two sellers, and a customer of the first."""
    with trading() as made:
        one, _ = made.staff
        made.open_card(one, Channel.OFFICE, one)
        made.hear_all()
        yield made


def the_card(trade: Trade) -> Customer:
    (card,) = trade.cards.values()
    return card


def backwards(trade: Trade) -> None:
    """Everybody hears what is on the bus, the last first."""
    for news in reversed(list(trade.bus)):
        trade.hear(news)
    trade.hear_all()


def linked(trade: Trade) -> str | None:
    link = trade.run(trade.house.deps.links.get(the_card(trade).id, ALL))
    return link.manager_id if link is not None else None


@pytest.mark.req("N3", "O4", "O5", "RC-15")
@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "cleared"])
@pytest.mark.parametrize("first", [True, False], ids=["heard of first", "heard of last"])
def test_a_choice_on_an_order_stands(trade: Trade, chosen: bool, first: bool) -> None:
    witness = Witness(trade)
    one, other = trade.staff
    trade.place(the_card(trade), None, None)
    trade.hear_all()
    (order_id,) = trade.orders
    trade.save_order(trade.orders[order_id], one, other if chosen else None, chosen=True)
    trade.move(trade.orders[order_id], one, OrderState.CONFIRMED)

    if not first:
        backwards(trade)
    trade.hear_all()

    # A cleared order of a customer with a manager is his again (O7).
    assert trade.orders[order_id].manager_id == (other if chosen else one)
    chose = trade.house.commits.told_as(OrderDecision)[1]
    assert chose.decided.reason == ("ORDER_OVERRIDE_LINK_KEPT" if chosen else "CUSTOMER_MANAGER")
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()
    witness.orders_show_what_was_decided()


@pytest.mark.req("N3", "O4")
def test_a_choice_stands_also_if_more_acts_overtake_it_than_an_order_tells_of(trade: Trade) -> None:
    one, other = trade.staff
    trade.place(the_card(trade), None, None)
    trade.hear_all()
    (order_id,) = trade.orders
    trade.save_order(trade.orders[order_id], one, other, chosen=True)
    for _ in range(DEEDS_REMEMBERED + 1):
        trade.save_order(trade.orders[order_id], one, None, chosen=False)

    backwards(trade)

    assert trade.orders[order_id].manager_id == other


@pytest.mark.req("N3", "O4", "NX-4")
@pytest.mark.parametrize("from_quote", [True, False])
def test_whoever_was_named_when_an_order_was_made_is_told_also_if_it_was_saved_before_that_was_heard(
    trade: Trade, from_quote: bool
) -> None:
    witness = Witness(trade)
    one, other = trade.staff
    trade.place(the_card(trade), None, other, from_quote=from_quote)
    (order_id,) = trade.orders
    trade.save_order(trade.orders[order_id], one, None, chosen=False)

    saved = trade.bus[-1]
    trade.hear(saved)
    trade.hear(trade.bus[-1])
    trade.hear_all()

    assert trade.orders[order_id].manager_id == other
    decisions = trade.house.commits.told_as(OrderDecision)
    told = [(Recipient(staff_id=other, role="assignee"), Recipient(staff_id=one, role="card_manager"))]
    assert [each.recipients for each in decisions] == told
    witness.replicas_can_be_told_anew()


@pytest.mark.req("N3", "RC-15", "O12", "O0")
@pytest.mark.parametrize("later", ["saved by another", "moved by another", "closed by another", "chosen by another"])
@pytest.mark.parametrize("created_is_heard", [True, False])
def test_the_manager_who_saved_first_has_order_and_card(trade: Trade, later: str, created_is_heard: bool) -> None:
    witness = Witness(trade)
    first, second = trade.staff
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.open_card(first, Channel.OFFICE, None)
    trade.hear_all()
    *_, card = trade.cards.values()
    trade.place(card, None, None)
    (order_id,) = trade.orders
    if created_is_heard:
        trade.hear_all()
    trade.pass_time(timedelta(minutes=1))
    trade.save_order(trade.orders[order_id], first, None, chosen=False)
    trade.pass_time(timedelta(minutes=1))
    if later in ("saved by another", "chosen by another"):
        trade.save_order(trade.orders[order_id], second, second, chosen=later == "chosen by another")
    else:
        closed = later == "closed by another"
        trade.move(trade.orders[order_id], second, OrderState.CANCELLED if closed else OrderState.CONFIRMED)

    backwards(trade)

    link = trade.run(trade.house.deps.links.get(card.id, ALL))
    assert link is not None
    assert link.manager_id == first
    record = trade.run(trade.house.deps.orders.get(order_id))
    assert record is not None
    assert (record.first_manager_id, record.handled_by) == (first, first)
    kept = {"chosen by another": second, "closed by another": None}.get(later, first)
    assert trade.orders[order_id].manager_id == kept
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()
    witness.orders_show_what_was_decided()
    witness.replicas_can_be_told_anew()


@pytest.mark.req("N3", "N5")
def test_a_choice_that_was_decided_is_not_heard_again_because_the_replica_was_lost(trade: Trade) -> None:
    one, other = trade.staff
    trade.place(the_card(trade), one, other)
    trade.hear_all()
    (order_id,) = trade.orders
    trade.house.memory.collection(ORDERS).docs = {}

    trade.save_order(trade.orders[order_id], one, None, chosen=False)
    trade.hear_all()

    decisions = trade.house.commits.told_as(OrderDecision)
    assert [len(each.recipients) for each in decisions] == [1, 0]
    assert trade.orders[order_id].manager_id == other


@pytest.mark.req("N3", "C7", "C8")
@pytest.mark.parametrize("chosen", [True, False], ids=["chosen", "cleared"])
@pytest.mark.parametrize("later", ["saved", "merged"])
def test_a_choice_on_a_card_stands(trade: Trade, chosen: bool, later: str) -> None:
    witness = Witness(trade)
    one, other = trade.staff
    choice = other if chosen else None
    trade.save_card(the_card(trade), one, choice, chosen=True)
    if later == "saved":
        trade.save_card(the_card(trade), one, None, chosen=False)
    else:
        trade.absorb(the_card(trade), one)

    backwards(trade)

    assert linked(trade) == the_card(trade).manager_id == choice
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()


def opened(trade: Trade, manager_id: str | None) -> Customer:
    """A card that everybody has heard of."""
    before = set(trade.cards)
    trade.open_card(min(trade.staff), Channel.OFFICE, manager_id)
    trade.hear_all()
    (card_id,) = trade.cards.keys() - before
    return trade.cards[card_id]


def overtaken_by_a_merge(trade: Trade, went: Customer, choice: str | None, survivors: str | None = None) -> Customer:
    """The card into which this one is merged, which is heard before what was chosen on it."""
    one, _ = trade.staff
    stands = opened(trade, survivors).id
    trade.save_card(went, one, choice, chosen=True)
    shown = trade.cards[went.id]
    gone = shown.model_copy(update={"version": shown.version + 1, "merged_into": stands})
    act = Act(verb="merged", actor=Actor(kind="staff", id=one), at=trade.now.isoformat())
    news = CustomerMerged(customer=gone, personal=Personal(name=gone.id), act=act)
    trade.run(merge_cards(trade.house.deps, MergeCards(news, "merge", 0, Mark("merge"))))
    trade.cards[went.id] = gone
    trade.hear_all()
    return trade.cards[stands]


def manager_of(trade: Trade, customer_id: str) -> str | None:
    link = trade.run(trade.house.deps.links.get(customer_id, ALL))
    return link.manager_id if link is not None else None


@pytest.mark.req("N3", "C7", "RC-6")
def test_a_choice_on_a_card_that_was_merged_right_after_stands_on_the_other(trade: Trade) -> None:
    witness = Witness(trade)
    _, other = trade.staff
    stands = overtaken_by_a_merge(trade, the_card(trade), other)
    assert manager_of(trade, stands.id) == other
    witness.nothing_changes_if_all_is_heard_again()


@pytest.mark.req("N3", "N14", "C7", "RC-6")
@pytest.mark.parametrize("had", ["somebody", "nobody", "nobody any more"])
@pytest.mark.parametrize("chosen", [True, False], ids=["somebody chosen", "cleared"])
@pytest.mark.parametrize("survivor_has_somebody", [True, False])
def test_a_choice_that_a_merge_overtook_is_what_the_card_has_after_the_merge_is_taken_back(
    trade: Trade, had: str, chosen: bool, survivor_has_somebody: bool
) -> None:
    witness = Witness(trade)
    one, other = trade.staff
    choice = other if chosen else None
    survivors = one if survivor_has_somebody else None
    went = opened(trade, None if had == "nobody" else one)
    if had == "nobody any more":
        trade.save_card(went, one, None, chosen=True)
        trade.hear_all()
        went = trade.cards[went.id]
    stands = overtaken_by_a_merge(trade, went, choice, survivors)
    assert manager_of(trade, stands.id) == (survivors or choice)

    trade.unmerge(trade.cards[went.id], one)
    trade.hear_all()

    assert manager_of(trade, went.id) == choice
    assert trade.cards[went.id].manager_id == choice
    assert manager_of(trade, stands.id) == survivors
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()


@pytest.mark.req("RC-4", "N14", "N5")
def test_who_saved_before_another_claimed_it_was_the_first_to_handle_it_also_if_his_save_is_heard_later() -> None:
    trade = Trade()
    for _ in range(2):
        trade.hire("Managers")
    witness = Witness(trade)
    first, second = trade.staff
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.open_card(first, Channel.OFFICE, None)
    trade.hear_all()
    trade.place(the_card(trade), None, None)
    trade.hear_all()
    (order_id,) = trade.orders
    trade.pass_time(timedelta(minutes=1))
    saved_at = trade.now
    trade.save_order(trade.orders[order_id], first, None, chosen=True)
    trade.pass_time(timedelta(minutes=1))
    trade.claim(order_id, second)

    trade.hear_all()

    record = trade.run(trade.house.deps.orders.get(order_id))
    assert record is not None
    assert (record.handled_by, record.handled_at) == (first, saved_at)
    witness.replicas_can_be_told_anew()
    trade.close()
