"""Digests are looked after one by one (O8)."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.support.waiting import eventually

from chassis.access import Member
from chassis.clock import SystemClock
from notify.ports import Deps, Desk
from notify.usecases.send_digests import send_digests


class _Staff:
    """Nobody is known, and one cannot even be asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def member(self, identifier: str) -> Member | None:
        self.asked.append(identifier)
        if identifier == "odd":
            raise RuntimeError("a defect")
        return None


def _found(*those: str) -> Callable[..., Awaitable[list[str]]]:
    async def find(*_: Any) -> list[str]:
        return list(those)

    return find


@pytest.mark.req("O8")
async def test_what_stands_in_the_way_of_one_digest_keeps_nobody_else_from_his() -> None:
    staff = _Staff()
    archive = SimpleNamespace(
        covered=SimpleNamespace(people_waited_for=_found("odd", "ana")),
        mails=SimpleNamespace(readers_of_digests=_found("odd", "ion"), held_for=_found()),
    )
    deps = cast(Deps, SimpleNamespace(clock=SystemClock(), staff=staff, archive=archive))
    looking = asyncio.create_task(send_digests(deps, cast(Desk, None)))

    async def everybody_looked_at() -> bool:
        assert not looking.done(), looking
        return staff.asked == ["odd", "ana", "odd", "ion"]

    await eventually(everybody_looked_at)
    looking.cancel()
