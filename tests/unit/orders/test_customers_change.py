"""An order loses what tells of whoever was forgotten, and nothing else."""

from dataclasses import replace
from datetime import timedelta

from tests.unit.orders.test_order import NOW, order, step

from orders.domain.customers_change import NOBODY, forgotten
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
