"""The link of a customer and the intervals it leaves behind."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assignment.domain.links import Link, Relinking, relink

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

    closed = [change.closed for change in (first, second, third, fourth)]
    assert closed[0] is None
    ended = [interval for interval in closed if interval is not None]
    assert [interval.manager_id for interval in ended] == ["M1", "M2", None]
    assert [interval.end for interval in ended] == [*(interval.start for interval in ended[1:]), fourth.after.since]
    assert [change.after.version for change in (first, second, third, fourth)] == [1, 2, 3, 4]


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

    assert again.closed is None
    assert (again.after.version, again.after.since, again.after.decision_id) == (2, first.since, first.decision_id)
