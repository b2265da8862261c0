"""How the shop reads and answers: a browser gets pages, a program gets JSON, and both the same safe headers."""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from fastapi import Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, Response

from chassis.errors import Fault, Forbidden, Invalid, Malformed, Problem
from chassis.http import Body, View
from chassis.http.problems import answer

B = TypeVar("B", bound=Body)

SAFE: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}

FOREVER: Mapping[str, str] = {**SAFE, "Cache-Control": "public, max-age=31536000, immutable"}
"""For what has a name of its own in each version."""


def wants_json(request: Request) -> bool:
    """Whether the caller is a program: it says so, or it sends JSON without asking for a page."""
    accept = request.headers.get("accept", "")
    if "application/json" in accept or "application/problem+json" in accept:
        return True
    return "text/html" not in accept and _is_json(request)


def page(html: str, status: int = 200) -> Response:
    """A page."""
    return HTMLResponse(html, status, headers=dict(SAFE))


def data(content: object, status: int = 200) -> Response:
    """JSON."""
    return Response(orjson.dumps(content), status, headers=dict(SAFE), media_type="application/json")


def written(view: View, status: int = 200) -> Response:
    """A view as JSON."""
    return Response(view.model_dump_json(by_alias=True), status, headers=dict(SAFE), media_type="application/json")


def see_other(path: str) -> Response:
    """303."""
    return Response(status_code=303, headers={**SAFE, "Location": path})


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


def cookie_for(public_url: str, what: str = "shop") -> tuple[str, bool]:
    """The cookie of a visit: its name, and whether it goes over https alone.

    The prefix keeps other hosts from planting a cookie; browsers take it over https alone, and development has none.
    """
    secure = urlsplit(public_url).scheme == "https"
    return f"{'__Host-' if secure else ''}vinculo-{what}", secure


def address_of_visitor(request: Request) -> str:
    """As the gateway saw it, which overwrites what a visitor claims."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return forwarded or (request.client.host if request.client else "")


def from_here(request: Request, public_url: str) -> None:
    """Forbidden if a page of somebody else's sent this (CSRF); programs send neither header and carry no cookie that
    they were not given."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden("sent by another site")
        return
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin)[:2] != urlsplit(public_url)[:2]:
        raise Forbidden("sent by another site")


async def read(request: Request, model: type[B]) -> B:
    """The body, JSON or form; Malformed or Invalid with pointers."""
    try:
        return model.model_validate(await _fields(request))
    except ValidationError as error:
        faults = tuple(Fault("/" + "/".join(map(str, each["loc"])), each["msg"]) for each in error.errors())
        raise Invalid(faults=faults) from None


async def _fields(request: Request) -> dict[str, Any]:
    if not _is_json(request):
        async with request.form(max_files=0, max_fields=20) as form:
            return dict(form)
    try:
        content = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Malformed("the body is no valid JSON") from None
    if not isinstance(content, dict):
        raise Malformed("the body is no JSON object")
    return content


def _is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
