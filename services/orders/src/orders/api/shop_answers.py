"""How the shop reads and answers: a browser gets pages, a program gets JSON, and both the same safe headers."""

from collections.abc import Mapping

import orjson
from fastapi import Request
from starlette.responses import Response

from chassis.errors import Problem
from chassis.http import View
from chassis.http.pages import SAFE, sends_json
from chassis.http.problems import answer

FOREVER: Mapping[str, str] = {**SAFE, "Cache-Control": "public, max-age=31536000, immutable"}
"""For what has a name of its own in each version."""


def wants_json(request: Request) -> bool:
    """Whether the caller is a program: it says so, or it sends JSON without asking for a page."""
    accept = request.headers.get("accept", "")
    if "application/json" in accept or "application/problem+json" in accept:
        return True
    return "text/html" not in accept and sends_json(request)


def data(content: object, status: int = 200) -> Response:
    """JSON."""
    return Response(orjson.dumps(content), status, headers=dict(SAFE), media_type="application/json")


def written(view: View, status: int = 200) -> Response:
    """A view as JSON."""
    return Response(view.model_dump_json(by_alias=True), status, headers=dict(SAFE), media_type="application/json")


def refusal(problem: Problem, more: Mapping[str, object] | None = None) -> Response:
    """A problem as JSON, with what else there is to tell."""
    return answer(
        problem.status,
        problem.type,
        problem.title,
        problem.detail,
        problem.faults,
        {**problem.extra, **(more or {})},
        dict(SAFE),
    )


def address_of_visitor(request: Request) -> str:
    """As the gateway saw it, which overwrites what a visitor claims."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded or (request.client.host if request.client else "")
