"""Pages for people behind a link: safe headers, the cookie of a visit, and what their forms send.

Not for the API: its routes take JSON and bearer tokens.
"""

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from chassis.errors import Fault, Forbidden, Invalid, Malformed
from chassis.http.models import Body

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


def page(html: str, status: int = 200, headers: Mapping[str, str] = SAFE) -> Response:
    """A page."""
    return HTMLResponse(html, status, headers=dict(headers))


def see_other(path: str) -> Response:
    """303."""
    return Response(status_code=303, headers={**SAFE, "Location": path})


def cookie_for(public_url: str, what: str) -> tuple[str, bool]:
    """The cookie of a visit: its name, and whether it goes over https alone.

    The prefix keeps other hosts from planting a cookie; browsers take it over https alone, and development has none.
    """
    secure = urlsplit(public_url).scheme == "https"
    return f"{'__Host-' if secure else ''}vinculo-{what}", secure


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
    return validated(model, await fields(request))


def validated(model: type[B], given: Mapping[str, Any]) -> B:
    """What was sent, as that model; Invalid with pointers."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = tuple(Fault("/" + "/".join(map(str, each["loc"])), each["msg"]) for each in error.errors())
        raise Invalid(faults=faults) from None


async def fields(request: Request) -> dict[str, Any]:
    """The fields of a body, JSON or form, as they were sent; Malformed."""
    if not sends_json(request):
        async with request.form(max_files=0, max_fields=20) as form:
            return dict(form)
    try:
        content = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Malformed("the body is no valid JSON") from None
    if not isinstance(content, dict):
        raise Malformed("the body is no JSON object")
    return content


def sends_json(request: Request) -> bool:
    """Whether the body says that it is JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"
