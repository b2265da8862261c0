"""Figures that alarms look at are there from the start: Prometheus takes what begins with 1 for no rise."""

import pytest
from prometheus_client import REGISTRY

from notify.domain.mail import Result
from notify.gateways.smtp import desk


@pytest.mark.parametrize("result", Result)
def test_every_end_of_an_attempt_has_a_figure_before_the_first(result: Result) -> None:
    assert desk.MAILS is not None
    assert REGISTRY.get_sample_value("vinculo_mails_total", {"result": result.value}) is not None
