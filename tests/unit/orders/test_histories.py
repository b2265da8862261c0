"""Random histories of orders, quotes and their customers: others are told what is kept, a quote or a click is one
order, orders are of whoever stands for their customer, and of whoever is forgotten nothing is left. And the proof can
fail: each thing that is broken is noticed."""

import asyncio
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from tests.support.histories import History, expect_to_fail, histories
from tests.unit.orders import cards
from tests.unit.orders.life import begun
from tests.unit.orders.office import Office, open_office

from chassis.commit import Replace

ACTS = (
    "is ordered",
    "is quoted",
    "is saved",
    "is given",
    "goes on",
    "is cancelled",
    "is decided",
    "is sent",
    "is revised",
    "is accepted",
    "is answered",
    "is answered",
    "is laid aside",
    "is submitted",
    "is ordered again",
    "gets older",
    "is merged",
    "is taken apart",
    "is forgotten",
)
HISTORIES = histories(ACTS, 5)


async def lived(moments: History, broken: Callable[[Office], None] = lambda _: None) -> None:
    office = await open_office()
    broken(office)
    life = await begun(office)
    for acts in moments:
        await life.moment(acts)
        await life.whole()
    await life.rest()
    await life.whole_at_rest()


@pytest.mark.req("NX-8", "NX-23", "ML-28", "N1", "N3", "N5", "N8")
@settings(max_examples=120)
@given(HISTORIES)
def test_whatever_happens_to_orders_what_must_be_true_stays_true(moments: History) -> None:
    asyncio.run(lived(moments))


def test_what_is_written_without_a_look_at_versions_is_noticed() -> None:
    def without(office: Office) -> None:
        office.commits.overlooks = (Replace,)

    expect_to_fail(partial(lived, broken=without), HISTORIES, AssertionError)


@pytest.mark.parametrize("deaf_to", ["forget_customer", "follow_merge", "follow_unmerge"])
def test_what_does_not_follow_its_customer_is_noticed(monkeypatch: pytest.MonkeyPatch, deaf_to: str) -> None:
    async def nothing(*_: object) -> None: ...

    monkeypatch.setattr(cards, deaf_to, nothing)
    expect_to_fail(lived, HISTORIES, AssertionError)
