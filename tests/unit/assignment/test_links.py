"""The link of a customer and the movements that lead to it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assignment.domain.links import Link, Relinking, intervals, relink

START = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def linked(before: Link | None, manager: str | None, day: int, **fields: Any) -> Relinking:
    return relink(
        before,
        "c1",
        manager,
        at=START + timedelta(days=day),
        reason=fields.get("reason", "CARD"),
        decision_id=f"d{day}",
        by="boss",
    )


@pytest.mark.req("RC-2", "RC-6")
def test_intervals_follow_each_other_without_gap_or_overlap() -> None:
    first = linked(None, "M1", 0)
    second = linked(first.after, "M2", 3)
    third = linked(second.after, None, 5)
    fourth = linked(third.after, "M1", 9)

    moved = [change.movement for change in (first, second, third, fourth)]
    history = [movement for movement in moved if movement is not None]
    assert [movement.previous_id for movement in history] == [None, "M1", "M2", None]
    found = intervals(history)
    assert [interval.link.manager_id for interval in found] == ["M1", "M2", None, "M1"]
    assert [interval.end for interval in found] == [*(interval.link.since for interval in found[1:]), None]
    assert [interval.link.version for interval in found] == [1, 2, 3, 4]
    assert found[-1].link == fourth.after


@pytest.mark.req("RC-2")
def test_a_customer_who_never_had_a_manager_has_no_intervals() -> None:
    assert intervals([]) == []


@pytest.mark.req("RC-2")
def test_the_first_link_is_remembered_through_every_change() -> None:
    nobody = linked(None, None, 0).after
    first = linked(nobody, "M1", 2).after
    cleared = linked(first, None, 4).after

    assert nobody.first_linked_at is None
    assert first.first_linked_at == first.linked_at == START + timedelta(days=2)
    assert (cleared.first_linked_at, cleared.linked_at) == (first.first_linked_at, None)


def test_the_same_manager_told_again_is_a_new_version_of_the_same_interval() -> None:
    first = linked(None, "M1", 0).after
    again = linked(first, "M1", 7)

    assert again.movement is None
    assert (again.after.version, again.after.since, again.after.decision_id) == (2, first.since, first.decision_id)


@pytest.mark.req("RC-2", "N6")
def test_a_change_decided_by_a_clock_that_is_behind_never_lies_before_the_one_it_follows() -> None:
    first = linked(None, "M1", 3).after
    second = linked(first, "M2", 1).after

    assert second.since == first.since
