"""The statements that managers are paid by, across a transfer and its undo (N6, N8)."""

from datetime import datetime, timedelta

import pytest
from tests.fakes.trade import ALL, Trade

from assignment.domain.portfolios import Period, Statement
from assignment.usecases.draw_statement import DrawStatement, draw_statement
from contracts.orders import Channel

DAY = timedelta(days=1)


@pytest.mark.req("N6", "N8", "RC-2")
def test_a_transfer_and_its_undo_stand_in_both_statements_and_add_up_to_nothing() -> None:
    trade = Trade()
    try:
        for _ in range(2):
            trade.hire("Sellers")
        giver, receiver = sorted(trade.staff)
        for _ in range(3):
            trade.open_card(giver, Channel.OFFICE, giver)
        trade.hear_all()
        trade.pass_time(DAY)
        first = trade.now
        trade.pass_time(DAY)
        trade.transfer(giver, receiver, open_orders=False)
        trade.work()
        trade.pass_time(DAY)
        between = trade.now
        trade.pass_time(DAY)
        trade.undo(trade.transfers[0])
        trade.work()
        trade.pass_time(DAY)
        last = trade.now

        def of(person: str, start: datetime, end: datetime) -> Statement:
            return trade.run(draw_statement(trade.house.deps, DrawStatement(person, Period(start, end)), ALL))

        gave, got = of(giver, first, last), of(receiver, first, last)
        assert (gave.opening, dict(gave.lost), dict(gave.gained), gave.closing) == (
            3,
            {"TRANSFERRED": 3},
            {"TRANSFER_UNDONE": 3},
            3,
        )
        assert (got.opening, dict(got.gained), dict(got.lost), got.closing) == (
            0,
            {"TRANSFERRED": 3},
            {"TRANSFER_UNDONE": 3},
            0,
        )
        for person, customers in ((giver, 0), (receiver, 3)):
            before, after = of(person, first, between), of(person, between, last)
            assert before.closing == after.opening == customers
    finally:
        trade.close()
