"""The random histories of assignment, many and long."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from tests.unit.assignment.history import QUICK, History

pytestmark = [pytest.mark.long, pytest.mark.timeout(3600)]


@pytest.mark.req("RC-2", "RC-8", "RC-10", "N1", "N3", "N8", "N14", "M1", "M2", "M4")
def test_in_many_long_histories_what_must_be_true_stays_true() -> None:
    run_state_machine_as_test(
        History,
        settings=settings(QUICK, max_examples=2_000, stateful_step_count=80, derandomize=False, print_blob=True),
    )
