"""What import-linter cannot see: clocks, names of files, settings, words of errors. Each check is shown a breach."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.architecture.house import ROOT, SERVICES, House, calls_and_names, copy_of_the_house

_CLOCK_OR_CHANCE = re.compile(r"\.(now|utcnow|today)\(\)$|(^|\.)(uuid1|uuid4|uuid7|new_id)(\(\))?$")
_ENVIRONMENT = re.compile(r"^os\.(environb?|getenv|putenv)$|^environ$|dotenv")
_WORDS_OF_ERRORS = re.compile(r"""\bwhy=(?:str|repr|f["'])|record_exception\(|(?:format|print)_exc\b""")
_NO_NAMES = re.compile(r"(^|_)(utils?|helpers?|common|misc)(_|$)")


def impure_domains(house: House) -> Iterator[str]:
    """Places where a domain reads a clock or draws lots."""
    for file in house.files(*SERVICES):
        if "domain" in file.relative_to(house.root).parts:
            for line, name in calls_and_names(ast.parse(file.read_text())):
                if _CLOCK_OR_CHANCE.search(name):
                    yield f"{house.shown(file)}:{line} {name}"


def readers_of_the_environment(house: House) -> Iterator[str]:
    """Places that read the environment past the settings."""
    for file in house.files():
        for line, name in calls_and_names(ast.parse(file.read_text())):
            if _ENVIRONMENT.search(name):
                yield f"{house.shown(file)}:{line} {name}"


def names_that_say_nothing(house: House) -> Iterator[str]:
    """Files and folders that are called after nothing in particular."""
    for file in house.files():
        for part in file.relative_to(house.root).with_suffix("").parts:
            if _NO_NAMES.search(part):
                yield house.shown(file)


def readers_of_settings(house: House) -> Iterator[str]:
    """Files of a service other than app.py that import its settings."""
    for service in SERVICES:
        for file in house.files(service):
            if file.name in ("app.py", "settings.py") and file.parent == house.sources(service):
                continue
            for line, name in calls_and_names(ast.parse(file.read_text())):
                if re.match(rf"^{service}\.settings(\.|$)", name):
                    yield f"{house.shown(file)}:{line} {name}"


def tellers_of_what_errors_quote(house: House) -> Iterator[str]:
    """Places that log or trace the words of an error instead of `chassis.mishaps.described`."""
    for file in house.files():
        for line, text in enumerate(file.read_text().splitlines(), 1):
            if _WORDS_OF_ERRORS.search(text):
                yield f"{house.shown(file)}:{line} {text.strip()}"


CHECKS = [
    impure_domains,
    readers_of_the_environment,
    names_that_say_nothing,
    readers_of_settings,
    tellers_of_what_errors_quote,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_there_are_none(check: object) -> None:
    assert callable(check)
    assert list(check(House(ROOT))) == []


@pytest.mark.parametrize(
    ("check", "package", "path", "text"),
    [
        (impure_domains, "orders", "domain/spoilt.py", "from datetime import datetime\nx = datetime.now()\n"),
        (impure_domains, "orders", "domain/spoilt.py", "import datetime\nx = datetime.date.today()\n"),
        (impure_domains, "orders", "domain/deep/spoilt.py", "from uuid import uuid4\n"),
        (readers_of_the_environment, "orders", "spoilt.py", "import os\nx = os.environ['A']\n"),
        (readers_of_the_environment, "chassis", "spoilt.py", "from os import getenv\n"),
        (readers_of_the_environment, "orders", "usecases/spoilt.py", "from os import environ as e\n"),
        (names_that_say_nothing, "orders", "utils.py", ""),
        (names_that_say_nothing, "chassis", "http/string_helpers.py", ""),
        (names_that_say_nothing, "orders", "common/spoilt.py", ""),
        (readers_of_settings, "orders", "__main__.py", "from orders.settings import Settings\n"),
        (readers_of_settings, "orders", "store/spoilt.py", "import orders.settings\n"),
        (tellers_of_what_errors_quote, "orders", "store/spoilt.py", "log.warning('away', why=repr(error))\n"),
        (tellers_of_what_errors_quote, "chassis", "spoilt.py", "span.record_exception(error)\n"),
    ],
)
def test_a_breach_is_caught(check: object, package: str, path: str, text: str, tmp_path: Path) -> None:
    assert callable(check)
    house = copy_of_the_house(tmp_path)
    before = list(check(house))
    house.write(package, path, text)
    assert len(list(check(house))) > len(before)
