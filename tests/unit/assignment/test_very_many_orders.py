"""A customer with more open orders than one unit can take: they follow him in parts, whatever comes in between."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.assignment import ORDERS_AT_ONCE
from tests.fakes.trade import ALL, Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.facts import CardFacts
from assignment.domain.records import Entry
from assignment.domain.settings import Settings, Strategy
from assignment.domain.transfers import Row, State, Transfer
from assignment.ports import LedgerQuery
from chassis.commit import Unit
from chassis.errors import VersionConflict
from contracts.assignment import CustomerManagerLinked, OrderDecision, TransferFinished
from contracts.orders import Channel, OrderState

MANY = 3 * ORDERS_AT_ONCE + 1


@pytest.fixture
def trade() -> Iterator[Trade]:
    """Two sellers."""
    with trading() as made:
        yield made


def customers(trade: Trade, manager_id: str | None, *orders: int) -> list[str]:
    """Each with so many orders; the ids of all of those."""
    seller, _ = trade.staff
    for count in orders:
        trade.open_card(seller, Channel.OFFICE, manager_id)
        *_, card = trade.cards.values()
        for _ in range(count):
            trade.place(card, None, None)
    trade.hear_all()
    return list(trade.orders)


def holders(trade: Trade) -> set[str | None]:
    return {order.manager_id for order in trade.orders.values()}


def entries(trade: Trade, row: str) -> list[Entry]:
    """The decisions of that row that gave somebody orders, the first first."""
    found = trade.run(trade.house.deps.ledger.find(LedgerQuery(), ALL, 1000))
    return [entry for entry in reversed(found) if entry.decision.row == row and entry.order_ids]


def current(trade: Trade, transfer: Transfer) -> tuple[Transfer, list[Row]]:
    found = trade.run(trade.house.deps.transfers.get(transfer.id, ALL))
    assert found is not None
    rows = [trade.run(trade.house.deps.transfers.row(transfer.id, card)) for card in trade.cards]
    return found, [row for row in rows if row is not None]


def fails_now_and_then(trade: Trade) -> None:
    """Every third commit does not come about, as when the process is killed before it or somebody came in between."""
    seen = 0

    def look(_unit: Unit) -> None:
        nonlocal seen
        seen += 1
        if seen % 3 == 0:
            raise VersionConflict

    trade.house.commits.watch = look


@pytest.mark.req("M4", "N8", "N3")
@pytest.mark.parametrize("killed", [False, True])
def test_all_open_orders_of_a_customer_follow_him_and_come_back(trade: Trade, killed: bool) -> None:
    witness = Witness(trade)
    seller, other = trade.staff
    orders = customers(trade, seller, 1, MANY, 0, 2)
    if killed:
        fails_now_and_then(trade)

    trade.transfer(seller, other, open_orders=True)
    trade.work()

    assert holders(trade) == {other}
    (transfer,) = trade.transfers
    done, rows = current(trade, transfer)
    assert (done.state, done.orders_moved, done.got[other].orders) == (State.DONE, len(orders), len(orders))
    assert sorted(len(row.orders) for row in rows) == [0, 1, 2, MANY]
    assert sorted(order for row in rows for order in row.orders) == sorted(orders)
    assert max(len(entry.order_ids) for entry in entries(trade, "M4")) == ORDERS_AT_ONCE
    closed = orders[2]
    trade.move(trade.orders[closed], other, OrderState.CANCELLED)
    trade.hear_all()

    trade.undo(done)
    trade.work()

    undo = trade.run(trade.house.deps.transfers.get(current(trade, transfer)[0].undone_by or "", ALL))
    assert undo is not None
    back, rows = current(trade, undo)
    assert (back.state, back.orders_moved) == (State.DONE, len(orders) - 1)
    assert {order for row in rows for order in row.orders_kept} == {closed}
    assert {order.id for order in trade.orders.values() if order.manager_id == other} == {closed}
    assert len(trade.house.commits.told_as(TransferFinished)) == 2
    if not killed:
        witness.whole()
        witness.nothing_changes_if_all_is_heard_again()


@pytest.mark.req("C7", "N3")
@pytest.mark.parametrize("killed", [False, True])
def test_all_orders_that_waited_go_to_whom_their_customers_card_is_given(trade: Trade, killed: bool) -> None:
    witness = Witness(trade)
    seller, other = trade.staff
    trade.settle(Settings(strategy=Strategy.OFF))
    orders = customers(trade, None, MANY)
    assert holders(trade) == {None}
    (card,) = trade.cards.values()
    told = len(trade.house.commits.told)
    if killed:
        fails_now_and_then(trade)

    trade.save_card(card, seller, other, chosen=True)
    trade.hear_all()

    assert holders(trade) == {other}
    decided = entries(trade, "C7")
    assert sorted(order for entry in decided for order in entry.order_ids) == sorted(orders)
    assert max(len(entry.order_ids) for entry in decided) == ORDERS_AT_ONCE
    assert [isinstance(entry.facts, CardFacts) and entry.facts.goes_on for entry in decided] == [
        False,
        *[True] * (len(decided) - 1),
    ]
    (linked,) = [each for each in trade.house.commits.told[told:] if isinstance(each, CustomerManagerLinked)]
    mails = [each.recipients for each in trade.house.commits.told[told:] if isinstance(each, OrderDecision)]
    assert (len(linked.recipients), set(mails)) == (1, {()})
    if not killed:
        witness.whole()
        witness.nothing_changes_if_all_is_heard_again()


@pytest.mark.req("C7", "M4", "N3")
@pytest.mark.parametrize("open_orders", [True, False])
@pytest.mark.parametrize("leaves", [True, False])
def test_a_transfer_between_two_parts_stands_and_the_rest_goes_to_whom_it_gave_the_card(
    trade: Trade, open_orders: bool, leaves: bool
) -> None:
    witness = Witness(trade)
    seller, other = trade.staff
    trade.settle(Settings(strategy=Strategy.OFF))
    orders = customers(trade, None, MANY)
    (card,) = trade.cards.values()
    trade.save_card(card, seller, other, chosen=True)
    seen = trade.house.commits.watch
    dies_after_the_first_commit(trade)
    trade.hear(trade.bus[0])
    trade.house.commits.watch = seen
    assert [trade.orders[order].manager_id for order in orders].count(other) == ORDERS_AT_ONCE
    trade.pass_time(timedelta(minutes=1))
    trade.transfer(other, seller, open_orders=open_orders)
    trade.work()
    if leaves:
        trade.change(seller, active=False)

    trade.hear_all()

    link = trade.run(trade.house.deps.links.get(card.id, ALL))
    assert link is not None
    assert link.manager_id == trade.cards[card.id].manager_id == seller
    first = seller if open_orders else other
    assert Counter(order.manager_id for order in trade.orders.values()) == Counter(
        [first] * ORDERS_AT_ONCE + [None if leaves else seller] * (MANY - ORDERS_AT_ONCE)
    )
    witness.whole()
    witness.nothing_changes_if_all_is_heard_again()


def dies_after_the_first_commit(trade: Trade) -> None:
    """As a process that is killed: what it had under way comes again."""
    first = True

    def look(_unit: Unit) -> None:
        nonlocal first
        if not first:
            raise VersionConflict
        first = False

    trade.house.commits.watch = look
