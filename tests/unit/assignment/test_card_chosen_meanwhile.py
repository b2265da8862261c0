"""A card whose manager a human sets while an order fills it, or a transfer moves it, shows who is linked in the end."""

from itertools import permutations

import pytest
from tests.fakes.trade import Trade
from tests.fakes.witness import Witness

from contracts.orders import Channel


@pytest.mark.req("RC-6", "RC-12", "C8")
@pytest.mark.parametrize("at_once", list(permutations(range(2))))
def test_an_order_that_fills_a_card_while_a_human_clears_it_shows_on_the_card(at_once: tuple[int, ...]) -> None:
    trade = Trade()
    witness = Witness(trade)
    for _ in range(2):
        trade.hire("Sellers")
    seller, clerk = trade.staff
    trade.open_card(clerk, Channel.OFFICE, None)
    trade.hear_all()
    (card_id,) = trade.cards

    trade.place(trade.cards[card_id], seller, None)
    trade.save_card(trade.cards[card_id], clerk, None, chosen=True)
    trade.hear(*(trade.bus[each] for each in at_once))
    trade.hear_all()

    witness.whole()
    witness.cards_show_whom_they_are_linked_to()
    trade.close()
