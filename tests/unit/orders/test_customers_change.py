"""An order goes where its customer's card goes, and loses what tells of whoever was forgotten, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.unit.orders.made import customer, quote
from tests.unit.orders.test_order import NOW, order, step

from orders.domain.customers_change import NOBODY, forgotten, given_back, moved_along
from orders.domain.lifecycle import State

LATER = NOW + timedelta(days=1)


def test_contact_and_written_reasons_go_and_steps_stay() -> None:
    steps = (step(State.CONFIRMED), step(State.CANCELLED, by="customer", reason="I move to Calle Mayor 1"))
    known = replace(order(state=State.CANCELLED), history=steps)
    left = forgotten(known, LATER)
    assert (left.contact, left.version, left.updated_at) == (NOBODY, 2, LATER)
    assert left.history == (step(State.CONFIRMED), step(State.CANCELLED, by="customer"))
    assert replace(left, contact=known.contact, version=1, updated_at=NOW, history=steps) == known


def test_a_reason_alone_is_reason_enough_and_nothing_left_changes_nothing() -> None:
    known = replace(order(), contact=NOBODY, history=(step(State.CANCELLED, reason="Ana is ill"),))
    left = forgotten(known, LATER)
    assert left.history == (step(State.CANCELLED),)
    assert forgotten(left, LATER) is left


@pytest.mark.req("RC-3", "NX-13")
def test_an_order_of_a_merged_card_remembers_whose_it_was_and_is_given_back_one_card_after_the_other() -> None:
    first = order()
    second = moved_along(first, LATER, customer_id="c2")
    third = moved_along(second, LATER, customer_id="c3")
    assert (third.customer_id, third.came_with) == ("c3", ("c", "c2"))
    assert (second.version, second.updated_at) == (2, LATER)
    assert given_back(third, LATER, customer=customer("c")) is third
    assert given_back(third, LATER, customer=customer("c2")) == replace(second, version=4)
    assert given_back(second, LATER, customer=customer("c")) == replace(first, version=3, updated_at=LATER)
    assert given_back(first, LATER, customer=customer("c")) is first


@pytest.mark.req("O16")
def test_a_guests_order_that_gets_a_customer_was_nobodys_before() -> None:
    assert moved_along(replace(order(), customer_id=None), LATER, customer_id="c2").came_with == ()


def test_a_quote_that_was_sent_to_the_other_card_says_again_how_its_customer_is_reached() -> None:
    sent = quote(1, LATER, customer_id="b", came_with=("c",), contact=customer("b").contact)
    assert given_back(sent, LATER, customer=customer("c")).contact == customer("c").contact
    accepted = replace(sent, offer=None, quote_id=sent.id)
    assert given_back(accepted, LATER, customer=customer("c")).contact == customer("c").contact
