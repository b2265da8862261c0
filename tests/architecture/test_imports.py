"""The import rules of the house (configuration: `[tool.importlinter]`), and that each of them catches its breach."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.architecture.house import ROOT, House, copy_of_the_house

RULES = ["shelves", "rooms", "pure-domain", "driverless-usecases", "one-place-for-mongo", "one-place-for-the-bus"]


def broken(house: House, rule: str, where: Path) -> str:
    """What import-linter says about a rule that does not hold; empty if it holds."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--config",
            str(ROOT / "pyproject.toml"),
            "--contract",
            rule,
            "--no-cache",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=where,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(house.search_path()), "COLUMNS": "200"},
    )
    assert "1 kept, 0 broken" in done.stdout or "0 kept, 1 broken" in done.stdout, done.stdout + done.stderr
    return "" if done.returncode == 0 else done.stdout


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> House:
    return copy_of_the_house(tmp_path_factory.mktemp("house"))


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_holds(rule: str, tmp_path: Path) -> None:
    assert broken(House(ROOT), rule, tmp_path) == ""


@pytest.mark.parametrize(
    ("rule", "package", "path", "text"),
    [
        ("shelves", "fieldops", "usecases/spoilt.py", "import customers"),
        ("shelves", "chassis", "spoilt.py", "import orders"),
        ("shelves", "contracts", "spoilt.py", "from chassis import ids"),
        ("rooms", "fieldops", "domain/spoilt.py", "from fieldops import ports"),
        ("rooms", "fieldops", "ports.py", "from fieldops.usecases import spoilt"),
        ("rooms", "fieldops", "usecases/spoilt.py", "from fieldops import store"),
        ("rooms", "fieldops", "usecases/spoilt.py", "from fieldops import settings"),
        ("rooms", "fieldops", "api/spoilt.py", "from fieldops import store"),
        ("rooms", "fieldops", "store/spoilt.py", "from fieldops import app"),
        ("rooms", "fieldops", "consumers.py", "from fieldops import settings"),
        ("rooms", "fieldops", "cellar.py", ""),
        ("pure-domain", "fieldops", "domain/spoilt.py", "import motor.motor_asyncio"),
        ("pure-domain", "fieldops", "domain/spoilt.py", "import asyncio"),
        ("pure-domain", "fieldops", "domain/spoilt.py", "from time import time"),
        ("pure-domain", "fieldops", "domain/spoilt.py", "import random"),
        ("pure-domain", "fieldops", "domain/spoilt.py", "from contracts.orders import Order"),
        ("pure-domain", "fieldops", "domain/spoilt.py", "from chassis.ids import new_id"),
        ("driverless-usecases", "fieldops", "usecases/spoilt.py", "import pymongo"),
        ("driverless-usecases", "fieldops", "usecases/spoilt.py", "from fastapi import Depends"),
        ("driverless-usecases", "fieldops", "usecases/spoilt.py", "from chassis.mongo import Mongo"),
        ("one-place-for-mongo", "fieldops", "store/spoilt.py", "from pymongo import MongoClient"),
        ("one-place-for-mongo", "chassis", "spoilt.py", "import motor"),
        ("one-place-for-the-bus", "fieldops", "consumers.py", "import aio_pika"),
    ],
    ids=lambda value: str(value).replace("/", "-"),
)
def test_a_breach_of_the_rule_is_caught(
    spoilt: House, tmp_path: Path, rule: str, package: str, path: str, text: str
) -> None:
    for room in ("ports.py", "store/__init__.py", "app.py", "settings.py", "usecases/spoilt.py"):
        if not (spoilt.sources("fieldops") / room).exists():
            spoilt.write("fieldops", room, "")
    file = spoilt.sources(package) / path
    before = file.read_text() if file.exists() else None
    spoilt.write(package, path, f"{before or ''}\n{text}\n")
    try:
        said = broken(spoilt, rule, tmp_path)
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)
    module = f"{package}.{path.removesuffix('.py').replace('/', '.')}"
    assert module in said or path.removesuffix(".py") in said, said or "not caught"


def test_money_is_what_the_domain_may_know_of_contracts(spoilt: House, tmp_path: Path) -> None:
    spoilt.write("fieldops", "domain/allowed.py", "from contracts.money import Money\n")
    assert "fieldops" not in broken(spoilt, "pure-domain", tmp_path)
