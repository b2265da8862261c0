"""What services are told by whatever runs them, and what they read of it."""

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from tests.architecture.house import ROOT

from chassis.settings import ServiceSettings

PREFIX = "VINCULO_"
CHOICE = re.compile(r"\$\{(\w+):-([^}]*)\}")
"""A variable of compose, and what it is unless said otherwise."""

Read = Callable[[str, Mapping[str, str]], ServiceSettings]


def settings_of(service: str) -> type[ServiceSettings]:
    """The class that the service reads its environment with."""
    module = importlib.import_module(f"{service}.settings")
    (found,) = (
        each for each in vars(module).values() if getattr(each, "__module__", "") == module.__name__ and _reads(each)
    )
    return found  # type: ignore[no-any-return]


def _reads(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, ServiceSettings)


def own_settings(service: str) -> set[str]:
    """Names of what only this service is told."""
    return set(settings_of(service).model_fields) - set(ServiceSettings.model_fields)


def is_secret(field: FieldInfo) -> bool:
    return "SecretStr" in str(field.annotation) or field.annotation is SecretStr


def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def told_by_compose(service: str) -> dict[str, str]:
    """Its environment, as it is written there."""
    return {name: str(value) for name, value in compose()["services"][service]["environment"].items()}


def by_default(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment with nothing in `.env`."""
    return {name: CHOICE.sub(lambda found: found[2], value) for name, value in environment.items()}
