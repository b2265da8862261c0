"""`Idempotency-Key` on POST: the same request twice has its effect once. One mechanism with the inbox of the bus."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from chassis.errors import Problem
from chassis.http.caller import Caller
from chassis.inbox import AlreadyDone, Mark


class KeyReused(Problem):
    """One key for two different requests."""

    status = 422
    type = "idempotency-key-reused"
    title = "This Idempotency-Key was used for another request"


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a request, if it has one."""

    mark: Mark | None

    def made(self, identifier: str) -> Mark | None:
        """The mark to commit with the record that the request made."""
        return None if self.mark is None else replace(self.mark, result={"id": identifier})

    def earlier(self, done: AlreadyDone) -> str:
        """The id of the record that the same request made before; KeyReused if it was another request."""
        if self.mark is None or done.mark.digest != self.mark.digest or not done.mark.result:
            raise KeyReused
        return str(done.mark.result["id"])


async def _once(
    request: Request,
    caller: Caller,
    idempotency_key: Annotated[
        str | None,
        Header(min_length=1, max_length=200, description="Any unique text; send it again with a retry."),
    ] = None,
) -> Once:
    if idempotency_key is None:
        return Once(None)
    digest = sha256(f"{request.method} {request.url.path}\n".encode() + await request.body()).hexdigest()
    return Once(Mark(f"http:{caller.id}:{idempotency_key}", digest))


OnceOnly = Annotated[Once, Depends(_once)]
