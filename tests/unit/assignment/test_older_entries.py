"""Entries from when the region of a customer was still recorded with the order: they read as they were meant."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.fakes.trade import ALL, Trade, trading
from tests.fakes.witness import Witness

from assignment.domain.portfolios import Period
from assignment.domain.settings import Pool, Settings, Strategy, When
from assignment.ports import LedgerQuery
from assignment.store.ledger import DECISIONS
from assignment.usecases.explain_decision import explain_decision
from assignment.usecases.replay_decision import replay_decision
from contracts.orders import Channel

GALICIA = When(region=("Galicia",))


@pytest.fixture
def trade() -> Iterator[Trade]:
    """Two sellers, the second of whom has Galicia, and an order from there."""
    with trading() as made:
        first, second = made.staff
        pools = (Pool("there", GALICIA, members=(second,)), Pool("elsewhere", members=(first,)))
        made.settle(Settings(strategy=Strategy.ROUND_ROBIN, pools=pools))
        made.open_card(first, Channel.OFFICE, None)
        made.hear_all()
        (card,) = made.cards.values()
        made.save_card(card, first, None, chosen=False, region="Galicia")
        made.hear_all()
        made.pass_time(timedelta(minutes=1))
        made.place(card, None, None)
        made.hear_all()
        made.pass_time(timedelta(minutes=1))
        yield made


def as_they_were(trade: Trade, *, with_the_order: bool) -> None:
    """What is in the ledger, as it would have been written then."""
    docs = trade.house.memory.collection(DECISIONS).docs
    for each, doc in docs.items():
        customer, order = dict(doc["facts"]["customer"]), dict(doc["facts"].get("order", {}))
        region = customer.pop("region")
        facts = {**doc["facts"], "customer": customer}
        if order:
            facts["order"] = {**order, "region": region} if with_the_order else order
        docs[each] = {**doc, "facts": facts}


@pytest.mark.req("N1")
def test_they_are_replayed_and_explained_as_they_were_decided(trade: Trade) -> None:
    deps = trade.house.deps
    (decided,) = (entry.id for entry in trade.run(deps.ledger.find(LedgerQuery(), ALL, 10)) if entry.number)
    before = trade.run(explain_decision(deps, decided, ALL, "en"))

    as_they_were(trade, with_the_order=True)

    assert trade.run(replay_decision(deps, decided, ALL)).same
    assert trade.run(explain_decision(deps, decided, ALL, "en")) == before


@pytest.mark.req("N2")
def test_a_simulation_takes_the_region_from_them(trade: Trade) -> None:
    as_they_were(trade, with_the_order=True)
    held = Period(trade.settled_at + timedelta(seconds=1), trade.now)
    Witness(trade).what_held_is_simulated_as_it_was(held, trade.settings)
    (card_id,) = trade.cards
    known = trade.run(trade.house.deps.ledger.customers_as_of([card_id], trade.now))
    assert known[card_id].region == "Galicia"


@pytest.mark.req("N2")
def test_where_nothing_tells_the_region_it_is_none(trade: Trade) -> None:
    as_they_were(trade, with_the_order=False)
    (card_id,) = trade.cards
    known = trade.run(trade.house.deps.ledger.customers_as_of([card_id], trade.now))
    assert known[card_id].region is None
