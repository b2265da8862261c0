"""A request that comes again is answered by what it did, and nobody is asked twice who does not answer."""

from collections.abc import Awaitable

import pytest
from tests.fakes.documents import Memory

from chassis.commit import Marks
from chassis.errors import Conflict, Problem, Unavailable
from chassis.inbox import INBOX, AlreadyDone, Mark
from chassis.mongo import Doc

MARK = Mark("key", "digest", {"id": "made"})
KEPT = {"_id": MARK.id, "digest": MARK.digest, "result": MARK.result}


async def refused(problem: Problem) -> None:
    raise problem


async def done() -> str:
    return "done"


class Asked(Memory):
    """Counts how often the inbox is looked into."""

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        inbox, get = self.collection(INBOX), self.collection(INBOX).get

        def counting(identifier: str) -> Awaitable[Doc | None]:
            self.looks += 1
            return get(identifier)

        inbox.get = counting  # type: ignore[method-assign, assignment]


async def test_what_is_possible_is_done_without_a_look() -> None:
    memory = Asked()
    assert await Marks(memory).once(MARK, done()) == "done"
    assert memory.looks == 0


async def test_what_was_done_before_is_not_refused() -> None:
    memory = Asked()
    await memory.collection(INBOX).add(KEPT)
    with pytest.raises(AlreadyDone) as told:
        await Marks(memory).once(MARK, refused(Conflict()))
    assert told.value.mark == MARK


@pytest.mark.parametrize("mark", [None, MARK])
async def test_what_was_not_done_before_is_refused(mark: Mark | None) -> None:
    with pytest.raises(Conflict):
        await Marks(Asked()).once(mark, refused(Conflict()))


@pytest.mark.req("N3")
async def test_a_database_that_does_not_answer_is_not_asked_again() -> None:
    memory = Asked()
    with pytest.raises(Unavailable):
        await Marks(memory).once(MARK, refused(Unavailable("away")))
    assert memory.looks == 0
