"""Together what is asked for at the same time: the one mechanism behind grouped reads and writes."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from chassis.errors import Unavailable

A = TypeVar("A")
R = TypeVar("R")


class Groups(Generic[A, R]):
    """Does together what is asked for while `work` is busy with those before. What `work` answers is in the order of
    what it was asked; an exception among the answers is raised where it was asked for."""

    def __init__(self, work: Callable[[list[A]], Awaitable[Sequence[R | Exception]]]) -> None:
        self._work = work
        self._waiting: list[tuple[A, asyncio.Future[R]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, item: A) -> R:
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting, []
                await self._together(group)
        finally:
            self._task = None

    async def _together(self, group: list[tuple[A, asyncio.Future[R]]]) -> None:
        answers: Sequence[R | Exception]
        try:
            answers = await self._work([item for item, _ in group])
        except Exception as error:
            if len(group) > 1 and not isinstance(error, Unavailable):
                for each in group:
                    await self._together([each])
                return
            answers = [error] * len(group)
        for (_, waiting), answer in zip(group, answers, strict=True):
            if waiting.done():
                continue
            if isinstance(answer, Exception):
                waiting.set_exception(answer)
            else:
                waiting.set_result(answer)
