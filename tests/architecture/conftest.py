"""What several checks of the house need."""

from collections.abc import Mapping

import pytest
from tests.architecture.environment import PREFIX, Read, settings_of

from chassis.settings import ServiceSettings


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads a service's settings from the given environment alone."""

    def reading(service: str, environment: Mapping[str, str]) -> ServiceSettings:
        for name in settings_of(service).model_fields:
            monkeypatch.delenv(f"{PREFIX}{name}".upper(), raising=False)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return settings_of(service)()

    return reading
