"""Refusals are RFC 9457, with a stable type and pointers to what is wrong."""

from typing import Any

import orjson
import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from chassis import errors
from chassis.errors import Fault, Invalid, Problem
from chassis.http.problems import answer, on_crash, on_http, on_problem, on_validation

REQUEST = Request({"type": "http", "method": "POST", "path": "/v1/x", "headers": [], "query_string": b""})


def read(response: Response) -> dict[str, Any]:
    assert response.media_type == "application/problem+json"
    body: dict[str, Any] = orjson.loads(response.body)
    assert body["status"] == response.status_code
    return body


def problems() -> list[type[Problem]]:
    return [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Problem)]


def test_types_are_stable_because_programs_are_written_against_them() -> None:
    assert {each.type: each.status for each in problems()} == {
        "internal": 500,
        "malformed": 400,
        "unauthenticated": 401,
        "forbidden": 403,
        "not-found": 404,
        "conflict": 409,
        "gone": 410,
        "version-conflict": 412,
        "invalid": 422,
        "precondition-required": 428,
        "unavailable": 503,
    }


@pytest.mark.parametrize("kind", problems(), ids=lambda kind: kind.type)
async def test_every_problem_is_told_with_its_type_and_title(kind: type[Problem]) -> None:
    body = read(await on_problem(REQUEST, kind()))
    assert body == {"type": f"urn:vinculo:problem:{kind.type}", "title": kind.title, "status": kind.status}


async def test_details_faults_and_extras_are_told() -> None:
    error = Invalid("two are wrong", faults=(Fault("/a", "why"), Fault("/b", "because")), version=3)
    body = read(await on_problem(REQUEST, error))
    assert body["detail"] == "two are wrong"
    assert body["errors"] == [{"pointer": "/a", "detail": "why"}, {"pointer": "/b", "detail": "because"}]
    assert body["version"] == 3


async def test_401_says_how_and_503_says_when() -> None:
    assert (await on_problem(REQUEST, errors.Unauthenticated())).headers["WWW-Authenticate"] == "Bearer"
    assert (await on_problem(REQUEST, errors.Unavailable())).headers["Retry-After"] == "2"


@pytest.mark.parametrize(
    ("location", "pointer"),
    [
        (("body",), ""),
        (("body", "lines", 2, "quantity"), "/lines/2/quantity"),
        (("body", "a/b", "~c"), "/a~1b/~0c"),
        (("query", "limit"), "query:limit"),
        (("header", "if-match"), "header:if-match"),
        (("path", "order_id"), "path:order_id"),
        (("body", "\ud800"), "/?"),
    ],
)
async def test_a_fault_points_at_the_field(location: tuple[Any, ...], pointer: str) -> None:
    error = RequestValidationError([{"type": "missing", "loc": location, "msg": "Field required", "input": None}])
    body = read(await on_validation(REQUEST, error))
    assert body["type"] == "urn:vinculo:problem:invalid"
    assert body["errors"] == [{"pointer": pointer, "detail": "Field required"}]


async def test_a_body_that_is_no_json_cannot_be_read_at_all() -> None:
    error = RequestValidationError([{"type": "json_invalid", "loc": ("body", 1), "msg": "x", "input": {}}])
    assert read(await on_validation(REQUEST, error))["type"] == "urn:vinculo:problem:malformed"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, "malformed"), (404, "no-such-path"), (405, "method-not-allowed"), (418, "http-418")],
)
async def test_what_the_framework_refuses_has_a_type_too(status: int, kind: str) -> None:
    error = HTTPException(status, "told", headers={"Allow": "GET"})
    response = await on_http(REQUEST, error)
    assert read(response)["type"] == f"urn:vinculo:problem:{kind}"
    assert response.headers["Allow"] == "GET"


async def test_a_defect_is_told_without_details() -> None:
    body = read(await on_crash(REQUEST, KeyError("password of the database")))
    assert body == {"type": "urn:vinculo:problem:internal", "title": Problem.title, "status": 500}


def test_text_that_is_no_unicode_can_still_be_told() -> None:
    assert (
        "problem" in read(answer(422, "invalid", "t", "\ud800", [Fault("/\udfff", "\udc00")], {"x": "\ud800"}))["type"]
    )
