"""What a customer's card says is a fact of a simulation too, also if it changed while an order waited (N2)."""

from datetime import timedelta
from typing import Any

import pytest
from tests.fakes.trade import Trade

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.usecases.simulate_distribution import SimulateDistribution, simulate_distribution
from contracts.customers import CustomerStatus
from contracts.orders import Channel, OrderState


@pytest.mark.req("N2", "N14")
@pytest.mark.parametrize(
    ("says", "when"),
    [
        ({"status": CustomerStatus.POTENTIAL}, When(status=("potential",))),
        ({"region": "Galicia"}, When(region=("Galicia",))),
    ],
)
@pytest.mark.parametrize("began_before", [True, False])
def test_a_draft_gives_away_what_waited_when_the_card_says_what_its_pool_asks_for(
    says: dict[str, Any], when: When, began_before: bool
) -> None:
    trade = Trade()
    trade.settle(Settings(strategy=Strategy.OFF))
    trade.hire("Sellers")
    (seller,) = trade.staff
    trade.open_card(seller, Channel.OFFICE, None)
    trade.hear_all()
    (card,) = trade.cards.values()
    start = trade.now
    trade.pass_time(timedelta(hours=1))
    trade.place(card, None, None)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    trade.save_card(card, seller, None, chosen=False, **says)
    trade.hear_all()
    said = trade.now
    trade.pass_time(timedelta(hours=1))
    draft = Settings(pools=(Pool("there", when, members=(seller,)),))
    period = Period(start if began_before else trade.now, trade.now + timedelta(hours=1))
    trade.pass_time(timedelta(hours=1))

    simulation = trade.run(simulate_distribution(trade.house.deps, SimulateDistribution(draft, period)))

    (order_id,) = trade.orders
    assert simulation.drafted.managers == {order_id: seller}
    assert [(each.waiting.id, each.at) for each in simulation.drains] == [
        (order_id, said if began_before else period.start)
    ]
    trade.close()


@pytest.mark.req("N2", "RC-6")
def test_a_card_that_the_draft_filled_is_merged_with_whom_the_draft_gave_it() -> None:
    trade = Trade()
    trade.settle(Settings(strategy=Strategy.OFF))
    for _ in range(2):
        trade.hire("Sellers")
    first, second = trade.staff
    for manager in (None, second):
        trade.open_card(first, Channel.OFFICE, manager)
    trade.hear_all()
    went, stands = trade.cards.values()
    trade.change(second, active=False)
    trade.hear_all()
    start = trade.now
    trade.pass_time(timedelta(hours=1))
    trade.place(went, None, None)
    trade.hear_all()
    (order,) = trade.orders.values()
    trade.move(order, first, OrderState.CANCELLED)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    trade.merge(went, stands, first)
    trade.hear_all()
    trade.pass_time(timedelta(hours=1))
    command = SimulateDistribution(Settings(), Period(start, trade.now))

    simulation = trade.run(simulate_distribution(trade.house.deps, command))

    assert simulation.recorded.links == {went.id: None, stands.id: second}
    assert simulation.drafted.links == {went.id: None, stands.id: first}
    trade.close()
