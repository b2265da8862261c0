"""`Idempotency-Key` on POST: the same request twice has its effect once. One mechanism with the inbox of the bus."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Self

from fastapi import Depends, Header
from starlette.requests import Request

from chassis.access import Principal
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

    @classmethod
    def by(cls, caller: Principal, key: str | None, request: bytes) -> Self:
        """The caller's own key, for that very request."""
        return cls(None if key is None else Mark(f"http:{caller.id}:{key}", sha256(request).hexdigest()))

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
    whole = f"{request.method} {request.scope['path']}\n".encode() + await request.body()
    return Once.by(caller, idempotency_key, whole)


OnceOnly = Annotated[Once, Depends(_once)]
