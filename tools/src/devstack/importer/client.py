"""The public API as the importer needs it: asks again while a server is away, and never makes anything twice."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import httpx2

_TRY_AGAIN = frozenset({429, 502, 503, 504})
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 8.0)
"""Seconds between tries, about half a minute together."""
AT_ONCE = 64
"""Requests under way: what arrives together is committed together, and told to the other services together."""
_CONNECTIONS = httpx2.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
_NEWS = frozenset({"no such customer", "no such member of staff", "no such product"})
"""What a service says of a record that exists but that it has not heard of yet."""


class Stopped(Exception):
    """It makes no sense to go on with any row; the message says why."""


class NotTaken(Exception):
    """A request that was refused: the reason of each field, or of the whole."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        faults = [f"{fault['pointer']}: {fault['detail']}" for fault in problem.get("errors", ())]
        self.status = status
        self.type = str(problem.get("type", "")).rpartition(":")[2]
        self.existing_id: str | None = problem.get("existing_id")
        self.unheard_of = bool(faults) and all(fault["detail"] in _NEWS for fault in problem["errors"])
        detail = str(problem.get("detail") or problem.get("title") or f"status {status}")
        super().__init__("; ".join(faults) or detail)


@dataclass(frozen=True, slots=True)
class Client:
    """Calls the gateway with one token; to be used as a context manager."""

    http: httpx2.AsyncClient

    @classmethod
    def of(cls, url: str, token: str) -> Self:
        """A client of the gateway at `url`."""
        headers = {"Authorization": f"Bearer {token}"}
        return cls(httpx2.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False, limits=_CONNECTIONS))

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(self, *failure: Any) -> None:
        await self.http.__aexit__(*failure)

    async def get(self, path: str, **query: str) -> Any:
        """What is there; NotTaken, Stopped."""
        return await self._ask(self.http.build_request("GET", path, params=query))

    async def post(self, path: str, body: Mapping[str, Any], once: str) -> Any:
        """What was made; the same `once` makes it once. Waits for news that must be on its way. NotTaken, Stopped."""
        request = self.http.build_request("POST", path, json=body, headers={"Idempotency-Key": once})
        for pause in (*_PAUSES, None):
            try:
                return await self._ask(request)
            except NotTaken as refusal:
                if not refusal.unheard_of or pause is None:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def patch(self, path: str, changes: Mapping[str, Any], version: int) -> Any:
        """What was changed, if it still has that version. NotTaken (412 if it has not), Stopped."""
        return await self._ask(
            self.http.build_request("PATCH", path, json=changes, headers={"If-Match": f'"{version}"'})
        )

    async def _ask(self, request: httpx2.Request) -> Any:
        reason = ""
        for pause in (*_PAUSES, None):
            try:
                answer = await self.http.send(request)
            except httpx2.TransportError as error:
                reason = f"{request.url.host}:{request.url.port} does not answer: {error or type(error).__name__}"
            else:
                if answer.status_code not in _TRY_AGAIN:
                    return _content(answer)
                reason = f"status {answer.status_code} from {request.url.path}"
            if pause is not None:
                await asyncio.sleep(pause)
        raise Stopped(reason)


def _content(answer: httpx2.Response) -> Any:
    if answer.is_success:
        return answer.json()
    is_problem = "json" in answer.headers.get("content-type", "")
    refusal = NotTaken(answer.status_code, answer.json() if is_problem else {})
    if answer.status_code in (401, 403):
        raise Stopped(f"not allowed: {refusal}")
    raise refusal
