"""Supervisors are asked to reassign what somebody leaves (M1), also if it comes to him after news of his leaving was
heard: the same, in whatever order it is heard."""

from contextlib import suppress
from datetime import timedelta

import pytest
from tests.fakes.trade import Trade
from tests.fakes.witness import Witness

from assignment.usecases.merge_cards import MergeCards, merge_cards
from assignment.usecases.unmerge_cards import UnmergeCards, unmerge_cards
from chassis.errors import Unavailable
from chassis.inbox import Mark
from contracts.assignment import StaffDeactivated
from contracts.base import Act, Actor
from contracts.customers import Customer, CustomerMerged, CustomerUnmerged, Personal
from contracts.orders import Channel


def asked(trade: Trade) -> list[tuple[str, int]]:
    return [(event.staff_id, event.customers) for event in trade.house.commits.told_as(StaffDeactivated)]


@pytest.mark.req("M1", "C5")
@pytest.mark.parametrize("leaving_first", [True, False])
def test_a_card_that_is_heard_of_after_its_clerk_left_is_somebodys_task(leaving_first: bool) -> None:
    trade = Trade()
    witness = Witness(trade)
    trade.hire("Point of sale")
    (clerk,) = trade.staff
    trade.hear_all()

    trade.open_card(clerk, Channel.POS, None)
    trade.pass_time(timedelta(minutes=1))
    trade.change(clerk, active=False)
    created, left = trade.bus
    for news in (left, created) if leaving_first else (created, left):
        trade.hear(news)
    trade.hear_all()

    assert asked(trade) == [(clerk, 1)]
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()
    trade.close()


@pytest.mark.req("M1", "C5")
def test_whoever_leaves_nothing_at_first_is_asked_about_also_after_a_crash() -> None:
    trade = Trade()
    witness = Witness(trade)
    trade.hire("Point of sale")
    (clerk,) = trade.staff
    trade.open_card(clerk, Channel.POS, None)
    trade.pass_time(timedelta(minutes=1))
    trade.change(clerk, active=False)
    created = next(each for each in trade.bus if each.event.subject in trade.cards)
    trade.hear(*[each for each in trade.bus if each is not created])

    trade.hear(created, answer_lost=True)
    assert asked(trade) == []
    trade.hear_all()

    assert asked(trade) == [(clerk, 1)]
    witness.whole()
    trade.close()


@pytest.mark.req("M1", "M4")
def test_what_an_undo_gives_back_to_somebody_who_left_is_somebodys_task() -> None:
    trade = Trade()
    witness = Witness(trade)
    for _ in range(2):
        trade.hire("Sellers")
    one, other = trade.staff
    trade.open_card(one, Channel.OFFICE, one)
    trade.hear_all()
    trade.pass_time(timedelta(minutes=1))
    trade.transfer(one, other, open_orders=False)
    trade.work()
    trade.change(one, active=False)
    trade.hear_all()
    assert asked(trade) == []

    trade.undo(trade.transfers[0])
    trade.work()
    trade.hear_all()

    assert asked(trade) == [(one, 1)]
    witness.nothing_changes_if_all_is_heard_again()
    witness.whole()
    trade.close()


@pytest.mark.req("M1", "RC-2")
@pytest.mark.parametrize("heard", [1, 2])
def test_what_comes_back_by_a_merge_taken_back_is_somebodys_task(heard: int) -> None:
    trade = Trade()
    for _ in range(2):
        trade.hire("Sellers")
    one, other = trade.staff
    for manager in (one, other):
        trade.open_card(manager, Channel.OFFICE, manager)
    trade.hear_all()
    trade.pass_time(timedelta(minutes=1))
    went, stands = trade.cards
    merged = _moved_on(trade, went, merged_into=stands)
    merge = CustomerMerged(customer=merged, personal=Personal(name=went), act=_act("merged"))
    trade.run(merge_cards(trade.house.deps, MergeCards(merge, "merge", 0, Mark("merge"))))
    trade.change(one, active=False)
    trade.hear_all()
    assert asked(trade) == []

    again = _moved_on(trade, went, merged_into=None)
    back = CustomerUnmerged(customer=again, personal=Personal(name=went), act=_act("unmerged"), survivor_id=stands)
    trade.house.commits.loses_next = heard > 1
    for _ in range(heard):
        with suppress(Unavailable):
            trade.run(unmerge_cards(trade.house.deps, UnmergeCards(back, "unmerge", 0, Mark("unmerge"))))

    assert asked(trade) == [(one, 1)]
    trade.close()


def _moved_on(trade: Trade, customer_id: str, merged_into: str | None) -> Customer:
    """The card at its next version."""
    card = trade.cards[customer_id]
    trade.cards[customer_id] = card.model_copy(update={"version": card.version + 1, "merged_into": merged_into})
    return trade.cards[customer_id]


def _act(verb: str) -> Act:
    return Act(verb=verb, actor=Actor(kind="staff", id="boss"), at="2026-01-05T09:01:00+00:00")
