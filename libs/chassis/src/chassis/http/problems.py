"""Every refusal leaves as `application/problem+json` (RFC 9457) with a stable type."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Fault, Invalid, Malformed, Problem
from chassis.telemetry import log, trace_id

_TYPE = "urn:vinculo:problem:"
_BY_STATUS = {404: "no-such-path", 405: "method-not-allowed", 413: "too-large", 415: "unsupported-media-type"}


def answer(
    status: int,
    kind: str,
    title: str,
    detail: str = "",
    faults: Sequence[Fault] = (),
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem as a response."""
    body = _body(status, kind, title, detail, faults, extra or {})
    if (trace := trace_id()) is not None:
        body["trace_id"] = trace
    return Response(_written(body), status_code=status, media_type="application/problem+json", headers=headers)


def told(problem: Problem) -> dict[str, Any]:
    """A problem as a part of an answer."""
    return _body(problem.status, problem.type, problem.title, problem.detail, problem.faults, problem.extra)


def misread(error: ValidationError) -> Invalid:
    """What is wrong with a part of a body."""
    return Invalid(faults=tuple(Fault(_pointer(("body", *each["loc"])), str(each["msg"])) for each in error.errors()))


def _body(
    status: int, kind: str, title: str, detail: str, faults: Sequence[Fault], extra: Mapping[str, Any]
) -> dict[str, Any]:
    body: dict[str, Any] = {"type": _TYPE + kind, "title": title, "status": status}
    if detail and detail != title:
        body["detail"] = detail
    if faults:
        body["errors"] = [{"pointer": fault.pointer, "detail": fault.detail} for fault in faults]
    return {**body, **extra}


def _written(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError:
        # Names of fields come from the caller and may hold half of a character, which is no UTF-8.
        return json.dumps(body, ensure_ascii=False).encode(errors="replace")


async def on_problem(_request: Request, error: Exception) -> Response:
    """Problems raised by use cases."""
    assert isinstance(error, Problem)
    headers = {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if error.status == 503:
        headers["Retry-After"] = "2"
    return answer(error.status, error.type, error.title, error.detail, error.faults, dict(error.extra), headers)


async def on_validation(request: Request, error: Exception) -> Response:
    """Bodies, queries and paths that do not fit their model."""
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(each["type"] == "json_invalid" for each in errors):
        return answer(Malformed.status, Malformed.type, Malformed.title, "the body is no valid JSON")
    if any(each["loc"] == ("body",) and each["type"] != "missing" for each in errors) and not _says_json(request):
        return answer(415, _BY_STATUS[415], "The body must be application/json")
    faults = [Fault(_pointer(each["loc"]), str(each["msg"])) for each in errors]
    return answer(Invalid.status, Invalid.type, Invalid.title, faults=faults)


async def on_http(_request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown paths, wrong methods."""
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code, f"http-{error.status_code}")
    if error.status_code == 400:
        kind = Malformed.type
    headers = dict(error.headers) if error.headers else None
    return answer(error.status_code, kind, str(error.detail), headers=headers)


async def on_crash(request: Request, error: Exception) -> Response:
    """A defect of ours: logged in full, told without details."""
    log("http").error("unhandled", path=request.url.path, exc_info=error)
    return answer(500, Problem.type, Problem.title)


def _says_json(request: Request) -> bool:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media_type == "application/json" or media_type.endswith("+json")


def _pointer(location: tuple[int | str, ...]) -> str:
    where, *path = location
    if where == "body":
        return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)
    return f"{where}:{'.'.join(map(str, path))}"
