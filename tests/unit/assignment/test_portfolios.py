"""Counts and statements are arithmetic on the journal: whatever happened, they add up."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assignment.domain.links import Link, Movement, relink
from assignment.domain.portfolios import (
    BEGINNING,
    FINAL_AFTER,
    Checkpoint,
    Flow,
    Period,
    counted,
    is_final,
    statement,
)

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
MANAGERS = ("M1", "M2", "M3", None)
DAYS = 20

acts = some.lists(
    some.tuples(
        some.integers(0, DAYS),
        some.sampled_from(["c1", "c2", "c3", "c4"]),
        some.sampled_from(MANAGERS),
        some.text("AB"),
    )
).map(lambda found: sorted(found, key=lambda act: act[0]))


def journal(found: Sequence[tuple[int, str, str | None, str]]) -> list[Movement]:
    """Everything that happened, in order."""
    links: dict[str, Link] = {}
    entries = []
    for day, customer, manager, reason in found:
        change = relink(
            links.get(customer), customer, manager, at=on(day), reason=reason, decision_id=f"d{day}", by=None
        )
        links[customer] = change.after
        if change.movement is not None:
            entries.append(change.movement)
    return entries


def on(day: int) -> datetime:
    return START + timedelta(days=day)


def flows(entries: Sequence[Movement], start: datetime, end: datetime) -> list[Flow]:
    """As the store sums them up."""
    found = Counter(
        (entry.previous_id, entry.link.manager_id, entry.link.reason)
        for entry in entries
        if start <= entry.link.since < end
    )
    return [Flow(previous, manager, count, reason) for (previous, manager, reason), count in found.items()]


def had(entries: Sequence[Movement], end: datetime) -> dict[str, int]:
    """Counted by looking at each customer alone."""
    owners = {entry.link.customer_id: entry.link.manager_id for entry in entries if entry.link.since < end}
    return dict(sorted(Counter(manager for manager in owners.values() if manager is not None).items()))


@pytest.mark.req("RC-2")
@given(acts, some.integers(0, DAYS + 1))
def test_a_count_at_any_instant_is_the_number_of_customers_whose_manager_he_is(
    found: list[tuple[int, str, str | None, str]], day: int
) -> None:
    entries = journal(found)
    assert counted(BEGINNING, flows(entries, BEGINNING.at, on(day))) == had(entries, on(day))


@pytest.mark.req("RC-2", "N6")
@given(acts, some.integers(0, DAYS), some.integers(0, DAYS))
def test_a_count_from_any_checkpoint_is_the_count_from_the_beginning(
    found: list[tuple[int, str, str | None, str]], one: int, other: int
) -> None:
    entries = journal(found)
    first, then = sorted((on(one), on(other)))
    checkpoint = Checkpoint(first, counted(BEGINNING, flows(entries, BEGINNING.at, first)))
    assert counted(checkpoint, flows(entries, first, then)) == had(entries, then)


@pytest.mark.req("RC-2", "N6")
@given(acts, some.lists(some.integers(0, DAYS + 1), min_size=2, max_size=5))
def test_statements_add_up_and_adjoining_ones_chain(
    found: list[tuple[int, str, str | None, str]], days: list[int]
) -> None:
    entries, bounds = journal(found), [on(day) for day in sorted(days)]
    for manager in MANAGERS[:3]:
        assert manager is not None
        drawn = [
            statement(manager, Period(start, end), had(entries, start).get(manager, 0), flows(entries, start, end))
            for start, end in pairwise(bounds)
        ]
        for each in drawn:
            assert each.closing == had(entries, each.period.end).get(manager, 0)
            assert each.opening + sum(each.gained.values()) - sum(each.lost.values()) == each.closing
        whole = statement(
            manager, Period(bounds[0], bounds[-1]), drawn[0].opening, flows(entries, bounds[0], bounds[-1])
        )
        assert [each.opening for each in drawn[1:]] == [each.closing for each in drawn[:-1]]
        assert sum(map(Counter, (each.gained for each in drawn)), Counter()) == Counter(whole.gained)
        assert sum(map(Counter, (each.lost for each in drawn)), Counter()) == Counter(whole.lost)


@pytest.mark.req("RC-2")
def test_what_moves_between_others_is_no_movement_of_his() -> None:
    drawn = statement("M1", Period(on(0), on(1)), 4, [Flow("M2", "M3", 7, "CARD"), Flow(None, "M2", 1, "CARD")])
    assert (drawn.closing, drawn.gained, drawn.lost) == (4, {}, {})


@pytest.mark.req("N6")
def test_managers_and_reasons_stand_in_one_order_whatever_came_first() -> None:
    came = [Flow(None, "M2", 1, "MERGED"), Flow(None, "M1", 1, "CREATOR"), Flow(None, "M1", 1, "CARD")]
    went = [Flow("M1", None, 1, "MERGED"), Flow("M1", None, 1, "CARD_CLEARED")]
    assert list(counted(BEGINNING, came)) == ["M1", "M2"]
    drawn = statement("M1", Period(on(0), on(1)), 0, [*came, *went])
    assert (list(drawn.gained), list(drawn.lost)) == (["CARD", "CREATOR"], ["CARD_CLEARED", "MERGED"])


@pytest.mark.req("N6")
def test_a_statement_is_final_when_nothing_can_be_entered_any_more() -> None:
    assert is_final(START, START + FINAL_AFTER)
    assert not is_final(START, START + FINAL_AFTER - timedelta(milliseconds=1))
