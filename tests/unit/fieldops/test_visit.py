"""What makes two reports of a visit the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fieldops.domain.visit import Visit, lies_ahead

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
VISIT = Visit("v", 1, "c", "r", NOW, "one", None, NOW, NOW)


@pytest.mark.req("R9-10")
def test_when_a_report_came_in_is_no_content() -> None:
    assert VISIT.says_the_same(replace(VISIT, created_at=NOW + timedelta(days=3)))


@pytest.mark.req("R9-10")
@pytest.mark.parametrize(
    "change", [{"customer_id": "d"}, {"rep_id": "s"}, {"started_at": NOW.replace(hour=1)}, {"note_2": "two"}]
)
def test_anything_else_is_content(change: dict[str, object]) -> None:
    assert not VISIT.says_the_same(replace(VISIT, **change))  # type: ignore[arg-type]


def test_a_phone_may_be_a_day_ahead_and_no_more() -> None:
    assert not lies_ahead(NOW + timedelta(days=1), NOW)
    assert lies_ahead(NOW + timedelta(days=1, seconds=1), NOW)
