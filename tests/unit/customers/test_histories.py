"""Random histories of customers: each is one card, others are told what is kept, and of whoever is forgotten nothing
is left, whatever people do at once. And the proof can fail: each thing that is broken is noticed."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given, settings
from tests.support.histories import History, expect_to_fail, histories
from tests.unit.customers.life import Life
from tests.unit.customers.office import Office, open_office

from chassis.commit import Delete, Replace
from customers.domain.merging import Merge

ACTS = (
    "is made",
    "comes to the shop",
    "is saved",
    "is given",
    "is merged",
    "is merged",
    "is taken apart",
    "is noted",
    "is noted otherwise",
    "is not noted",
    "is linked",
    "is forgotten",
    "gets older",
)
HISTORIES = histories(ACTS, 7)


async def lived(moments: History, broken: Callable[[Office], None] = lambda _: None) -> None:
    office = await open_office()
    broken(office)
    life = Life(office)
    for number in range(3):
        await life.moment([("is made", number, number)])
    for acts in moments:
        await life.moment(acts)
        await life.whole()


@pytest.mark.req("C6", "C9", "N1", "N3", "N5", "N8")
@settings(max_examples=120)
@given(HISTORIES)
def test_whatever_happens_to_customers_what_must_be_true_stays_true(moments: History) -> None:
    asyncio.run(lived(moments))


def without_looking_at_versions(office: Office) -> None:
    office.commits.overlooks = (Replace, Delete)


def without_looking_at_what_goes(office: Office) -> None:
    office.commits.overlooks = (Delete,)


@pytest.mark.parametrize("broken", [without_looking_at_versions, without_looking_at_what_goes])
def test_what_is_broken_is_noticed(broken: Callable[[Office], None]) -> None:
    expect_to_fail(partial(lived, broken=broken), HISTORIES, AssertionError, KeyError)


def test_a_merge_that_keeps_what_it_knew_of_the_forgotten_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Merge, "erased", lambda merge, _: replace(merge, version=merge.version + 1))
    expect_to_fail(lived, HISTORIES, AssertionError, KeyError)
