"""An import under which services die, or that is cancelled: every row of the file is told of, and is there once."""

import asyncio
import csv
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from uuid import uuid4

import pytest
from tests.chaos.audit import silence
from tests.chaos.shop import Shop
from tests.support.waiting import eventually

from devstack.audit.replicas import survey
from devstack.importer.client import Client
from devstack.system import SERVICES

ROWS = 1500
BAD = (7, 650, 1450)
TWICE = {11: 10, 900: 12}
"""Rows with the key of another."""
NEW = ROWS - len(BAD) - len(TWICE)
_TALLY = re.compile(r"(\d+) created, (\d+) already there, (\d+) bad")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Customers, some of whom are bad, and some of whom come twice."""
    path = tmp_path / f"{uuid4().hex[:8]}.csv"
    with path.open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("external_id", "name", "email"))
        for row in range(ROWS):
            email = "nobody" if row in BAD else f"c{row}@{path.stem}.test"
            rows.writerow((key(path, row), f"Casa {path.stem} {row}", email))
    return path


def key(file: Path, row: int) -> str:
    return f"{file.stem}-{TWICE.get(row, row)}"


async def started(shop: Shop, file: Path) -> Process:
    address = ("--url", shop.system.urls["gateway"], "--token", shop.system.token())
    command = (sys.executable, "-m", "devstack", "import", "customers", str(file), *address)
    return await asyncio.create_subprocess_exec(*command, stdout=PIPE)


async def ended(importing: Process) -> tuple[int | None, str, tuple[int, ...]]:
    """Exit code, what was told, and how many were created, there already and bad."""
    told = (await importing.communicate())[0].decode()
    tally = _TALLY.search(told)
    assert tally is not None, told
    return importing.returncode, told, tuple(map(int, tally.groups()))


async def is_in(shop: Shop, file: Path, row: int) -> None:
    async def found() -> bool:
        return bool((await shop.get("/v1/customers", external_id=key(file, row)))["items"])

    await eventually(found, timeout=90)


async def everybody_has_each_once(shop: Shop, file: Path) -> None:
    """What the file says, in the service that owns it and in all that follow."""
    await silence(shop)
    page = await shop.get("/v1/customers", q=file.stem, limit=200)
    keys = [each["external_id"] for each in page["items"]]
    while page["next"]:
        page = await shop.get("/v1/customers", q=file.stem, limit=200, cursor=page["next"])
        keys += [each["external_id"] for each in page["items"]]
    assert sorted(keys) == sorted(key(file, row) for row in range(ROWS) if row not in BAD and row not in TWICE)
    found = await survey(Client(shop.client), "customers", heal=False, patience=120, moved=lambda _: None)
    assert found.agrees, found


@pytest.mark.req("N3")
@pytest.mark.long
async def test_an_import_under_which_every_service_is_killed_tells_exactly_what_went_in(shop: Shop, file: Path) -> None:
    importing = await started(shop, file)
    for number, name in enumerate((*SERVICES, "gateway")):
        await is_in(shop, file, 100 + 200 * number)
        shop.system.kills(name)
    code, told, tally = await ended(importing)
    assert (code, tally) == (1, (NEW, len(TWICE), len(BAD))), told
    assert sorted(map(int, re.findall(r"^line (\d+): /email", told, re.MULTILINE))) == [row + 2 for row in BAD]
    await everybody_has_each_once(shop, file)


@pytest.mark.req("N3")
async def test_an_import_that_was_cancelled_says_so_and_goes_on_when_it_is_run_again(shop: Shop, file: Path) -> None:
    importing = await started(shop, file)
    await is_in(shop, file, 300)
    importing.send_signal(signal.SIGINT)
    code, told, (created, _, bad) = await ended(importing)
    assert code == 130
    assert "stopped: " in told
    assert "run it again" in told
    assert 0 < created < NEW
    code, told, again = await ended(await started(shop, file))
    assert (code, again[2]) == (1, len(BAD)), told
    # What was under way when it was cancelled went in, and nobody had told.
    assert again[0] + again[1] == NEW + len(TWICE)
    assert again[0] <= NEW - created
    assert bad <= len(BAD)
    await everybody_has_each_once(shop, file)
