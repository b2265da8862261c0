"""Sends drafts through the API, several at a time, those of one lane one after another."""

import asyncio
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Protocol
from uuid import uuid4

from devstack.importer.client import AT_ONCE, Client, NotTaken, Stopped
from devstack.importer.drafts import Draft, Ref
from devstack.importer.references import NoSuchRecord, References
from devstack.importer.reprice import reprice
from devstack.importer.table import BadRow

_TOGETHER = {"customers": 50}
"""Of what many go in with one request, and how many."""
_BATCHES_AT_ONCE = 8
_TAKEN = frozenset({"external-id-taken", "sku-taken"})
"""Problems that say: this very record is there already."""
_FOLLOWED = 50_000
"""Customers of whom is kept that their first order was waited for; to wait once more is not wrong."""
_DECIDED_WITHIN = 60.0
_LOOK_EVERY = 0.02


Answer = Mapping[str, Any]
"""What was made, or what became of a row of a batch."""


class Progress(Protocol):
    """Somebody who watches."""

    def bad(self, line: int, reason: str) -> None:
        """A row did not go in."""

    def moved(self) -> None:
        """Something went on."""


@dataclass
class Tally:
    """How it went, in rows: `created` or `changed`, `there` before, `bad`."""

    created: int = 0
    changed: int = 0
    there: int = 0
    bad: int = 0


@dataclass
class Load:
    """One import of `kind`; `started` is when, as RFC 3339. Nothing of it outlives the run."""

    kind: str
    client: Client
    progress: Progress
    started: str
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._references = References(self.client)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._followed: set[str] = set()
        self._run = uuid4().hex

    async def run(self, drafts: Iterable[Draft | BadRow]) -> Tally:
        """All of them. Raises Stopped if no further row can go in."""
        try:
            await self._put_all(drafts)
        except ExceptionGroup as failures:
            stops, others = failures.split(Stopped)
            if stops is None or others is not None:
                raise
            raise _one_of(stops) from None
        return self.tally

    async def _put_all(self, drafts: Iterable[Draft | BadRow]) -> None:
        if self.kind in _TOGETHER:
            await self._put_batches(drafts, _TOGETHER[self.kind])
            return
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for draft in self._good(drafts):
                await room.acquire()
                before = self._lanes.get(draft.lane) if draft.lane else None
                task = tasks.create_task(self._put(draft, before))
                task.add_done_callback(lambda _: room.release())
                if draft.lane:
                    self._lanes[draft.lane] = task
                    task.add_done_callback(partial(self._leave, draft.lane))

    async def _put_batches(self, drafts: Iterable[Draft | BadRow], size: int) -> None:
        room = asyncio.Semaphore(_BATCHES_AT_ONCE)
        good = self._good(drafts)
        async with asyncio.TaskGroup() as tasks:
            while batch := list(islice(good, size)):
                await room.acquire()
                tasks.create_task(self._put_batch(batch)).add_done_callback(lambda _: room.release())

    def _good(self, drafts: Iterable[Draft | BadRow]) -> Iterator[Draft]:
        for draft in drafts:
            if isinstance(draft, BadRow):
                self._refuse(draft.line, draft.reason)
            else:
                yield draft

    def _leave(self, lane: str, task: "asyncio.Task[None]") -> None:
        if self._lanes.get(lane) is task:
            del self._lanes[lane]

    async def _put_batch(self, batch: Sequence[Draft]) -> None:
        """A row that the batch could not settle goes in with a request of its own."""
        settled = await asyncio.gather(*map(self._settled, batch))
        rows = [(draft, body) for draft, body in zip(batch, settled, strict=True) if body is not None]
        asked = [{"customer": body, "idempotency_key": self._once(draft)} for draft, body in rows]
        answers: Sequence[Answer | None]
        try:
            answers = (await self.client.post(f"/v1/{self.kind}/batch", {"rows": asked}, uuid4().hex))["rows"]
        except NotTaken:
            answers = [None] * len(rows)
        await asyncio.gather(
            *(self._put(draft, None, answer) for (draft, _), answer in zip(rows, answers, strict=True))
        )

    async def _settled(self, draft: Draft) -> Any:
        """The body with ids in place of references; None if it is refused, or there already."""
        try:
            if draft.id is not None and await self._references.is_there(self.kind, draft.id):
                self.tally.there += 1
                self.progress.moved()
                return None
            return await self._references.settled(dict(draft.body))
        except NoSuchRecord as reason:
            self._refuse(draft.line, str(reason))
            return None

    async def _put(self, draft: Draft, before: "asyncio.Task[None] | None", answer: Answer | None = None) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            await (self._reprice(draft) if self.kind == "prices" else self._post(draft, answer))
        except (NoSuchRecord, NotTaken) as reason:
            self._refuse(draft.line, str(reason))
        finally:
            self.progress.moved()

    async def _reprice(self, draft: Draft) -> None:
        if await reprice(self.client, **draft.body):
            self.tally.changed += 1
        else:
            self.tally.there += 1

    async def _post(self, draft: Draft, answer: Answer | None) -> None:
        try:
            made = await self._made(draft, answer)
        except NotTaken as refusal:
            made_id = await self._made_before(draft, refusal)
            self.tally.there += 1
        else:
            made_id = str(made["id"])
            self._count(made)
        if draft.lane and draft.lane not in self._followed and made_id:
            if len(self._followed) >= _FOLLOWED:
                self._followed.clear()
            self._followed.add(draft.lane)
            await self._decided(made_id)

    async def _made(self, draft: Draft, answer: Answer | None) -> Answer:
        if answer is not None:
            if answer["problem"] is None:
                return answer
            if not (refusal := NotTaken(answer["status"], answer["problem"])).unheard_of:
                raise refusal
        body = await self._references.settled(dict(draft.body))
        made: Answer = await self.client.post(f"/v1/{self.kind}", body, self._once(draft))
        return made

    def _count(self, made: Answer) -> None:
        # Whom the point of sale knew and the importer may not see has no time.
        if (made.get("created_at") or "") < self.started:
            self.tally.there += 1
        else:
            self.tally.created += 1

    def _once(self, draft: Draft) -> str:
        """A record with a key is known again by it; without one, the same row of any run is the same request."""
        if draft.key is not None:
            return f"import-{self._run}-{draft.line}"
        return f"import-{hashlib.sha256(json.dumps(draft.body, sort_keys=True, default=repr).encode()).hexdigest()}"

    async def _made_before(self, draft: Draft, refusal: NotTaken) -> str | None:
        """The record of an earlier run that a refused row stands for, if its id is told. Raises the refusal if there
        is none."""
        if refusal.type in _TAKEN or (refusal.type == "email-taken" and draft.key is None):
            return refusal.existing_id
        # What was good once may be refused today: its manager has left, its product is gone.
        found = await self._references.existing(Ref(self.kind, draft.key)) if draft.key else None
        if found is None:
            raise refusal
        return found

    async def _decided(self, order_id: str) -> None:
        """The first order of a customer decides whose he is: the next one must not overtake it."""
        deadline = asyncio.get_running_loop().time() + _DECIDED_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            order = await self.client.get(f"/v1/orders/{order_id}")
            if order["assignment"]["state"] != "pending":
                return
            await asyncio.sleep(_LOOK_EVERY)
        raise NoSuchRecord(f"order {order_id} is in, but after {_DECIDED_WITHIN:.0f} s nobody decided whose it is")

    def _refuse(self, line: int, reason: str) -> None:
        self.tally.bad += 1
        self.progress.bad(line, reason)


def _one_of(stops: ExceptionGroup[Stopped]) -> Stopped:
    first = stops.exceptions[0]
    return _one_of(first) if isinstance(first, ExceptionGroup) else first
