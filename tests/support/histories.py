"""Random histories: moments, in each of which several things happen at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chassis.errors import Problem

Act = tuple[str, int, int]
"""What happens, and two numbers that say to what."""
History = list[list[Act]]


def histories(acts: Sequence[str], most: int) -> st.SearchStrategy[History]:
    """Up to twenty moments of up to four of these acts; numbers go up to `most`."""
    number = st.integers(0, most)
    moment = st.lists(st.tuples(st.sampled_from(acts), number, number), min_size=1, max_size=4)
    return st.lists(moment, max_size=20)


async def all_at_once(*acts: Awaitable[object]) -> None:
    """A refusal is an answer like any other; raises whatever else went wrong."""
    for answer in await asyncio.gather(*acts, return_exceptions=True):
        if isinstance(answer, BaseException) and not isinstance(answer, Problem):
            raise answer


def expect_to_fail(
    lived: Callable[[History], Coroutine[Any, Any, None]],
    drawn: st.SearchStrategy[History],
    *complaints: type[Exception],
) -> None:
    """Something is broken in these lives, and one of a thousand histories must complain of it."""

    @settings(max_examples=1000, phases=(Phase.generate,), database=None)
    @given(drawn)
    def history(moments: History) -> None:
        asyncio.run(lived(moments))

    with pytest.raises(complaints):
        history()
