"""A route that serves itself answers whatever FastAPI would have answered."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import httpx2
import pytest
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import Field

from chassis.access import Principal
from chassis.access.tokens import Claims
from chassis.errors import Unauthenticated
from chassis.http import Body, Caller, Door, IfMatch, OnceOnly, Straight, View, create_app, tag

SIGNED_IN = {"authorization": "Bearer good"}
JSON = {"content-type": "application/json"}


class ThingBody(Body):
    name: Annotated[str, Field(min_length=1, max_length=5)]
    price: Annotated[Decimal, Field(ge=0)] = Decimal(1)


class ThingView(View):
    name: str
    price: Decimal
    by: str
    mark: str | None
    from_: Annotated[str, Field(alias="from")] = "here"


async def _asked(q: Annotated[str, Query(max_length=3)], since: date | None = None, deep: bool = False) -> str:
    return f"{q} {since} {deep}"


Asked = Annotated[str, Depends(_asked)]
Colour = Literal["red", "blue"]


class Known:
    async def check(self, token: str) -> Claims:
        if token != "good":
            raise Unauthenticated
        return Claims("1", "ana@example.com", 1e12)

    async def principal(self, email: str) -> Principal:
        return Principal("ana", email, "Ana", ())


def application(route_class: type[APIRoute]) -> Any:
    routes = APIRouter(prefix="/v1/things", route_class=route_class)

    @routes.post("", status_code=201)
    async def create(body: ThingBody, caller: Caller, once: OnceOnly, response: Response) -> ThingView:
        tag(response, 7)
        return ThingView(name=body.name, price=body.price, by=caller.id, mark=once.mark.id if once.mark else None)

    @routes.put("")
    async def change(body: ThingBody, version: IfMatch) -> ThingView:
        return ThingView(name=body.name, price=body.price, by=str(version), mark=None)

    @routes.get("")
    async def read(caller: Caller, limit: Annotated[int, Query(ge=1)] = 1) -> list[str]:
        return [caller.id] * limit

    @routes.get("/{number}/parts/{part}")
    async def parts(
        number: Annotated[int, Path(ge=1)], part: str, asked: Asked, caller: Caller, colour: Colour | None = None
    ) -> list[str]:
        return [caller.id, str(number), part, asked, str(colour)]

    @routes.get("/many")
    async def many(names: Annotated[list[str], Query()]) -> list[str]:
        return names

    @routes.patch("")
    async def write(request: Request) -> Response:
        return Response(b'{"length": %d}' % len(await request.body()), 202, media_type="application/json")

    known: Any = Known()
    return create_app("tried", "", Door(known, known, lambda: True), routes)


async def answer(
    route_class: type[APIRoute], method: str, headers: dict[str, str], content: bytes, where: str = "?limit=2"
) -> httpx2.Response:
    transport = httpx2.ASGITransport(application(route_class))
    async with httpx2.AsyncClient(transport=transport, base_url="http://service.test") as client:
        return await client.request(method, f"/v1/things{where}", headers=headers, content=content)


@pytest.mark.parametrize(
    ("method", "headers", "content", "status"),
    [
        ("POST", SIGNED_IN | JSON, b'{"name": " chair ", "price": 12.5}', 201),
        ("POST", SIGNED_IN | JSON | {"idempotency-key": "key"}, b'{"name": "chair"}', 201),
        ("POST", SIGNED_IN | {"content-type": "application/merge+json; charset=utf-8"}, b'{"name": "chair"}', 201),
        ("POST", SIGNED_IN | JSON | {"idempotency-key": "k" * 201}, b'{"name": "chair"}', 422),
        ("POST", SIGNED_IN | JSON | {"idempotency-key": "k" * 201}, b'{"name": "far too long"}', 422),
        ("POST", JSON, b'{"name": "far too long"}', 401),
        ("POST", JSON | {"authorization": "Basic good"}, b'{"name": "chair"}', 401),
        ("POST", JSON | {"authorization": "bearer good"}, b'{"name": "chair"}', 201),
        ("POST", JSON | {"authorization": "Bearer"}, b'{"name": "chair"}', 401),
        ("POST", JSON | {"authorization": "Bearer bad"}, b'{"name": "chair"}', 401),
        ("POST", SIGNED_IN | JSON, b'{"name": "far too long", "colour": 1, "price": -1}', 422),
        ("POST", SIGNED_IN | JSON, b"[]", 422),
        ("POST", SIGNED_IN | JSON, b"null", 422),
        ("POST", SIGNED_IN | JSON, b"", 422),
        ("POST", SIGNED_IN, b"", 422),
        ("POST", SIGNED_IN | JSON, b"{", 400),
        ("POST", SIGNED_IN | JSON, b'{"name": "\xff"}', 400),
        ("POST", SIGNED_IN, b'{"name": "chair"}', 415),
        ("POST", SIGNED_IN | {"content-type": "text/plain"}, b'{"name": "chair"}', 415),
        ("PUT", JSON | {"if-match": '"3"'}, b'{"name": "chair"}', 200),
        ("PUT", JSON, b'{"name": "chair"}', 428),
        ("PUT", JSON | {"if-match": "3"}, b'{"name": "chair"}', 400),
        ("GET", SIGNED_IN, b"", 200),
        ("PATCH", {}, b"anything", 202),
        ("DELETE", SIGNED_IN, b"", 405),
    ],
)
async def test_the_answers_are_those_of_fastapi(
    method: str, headers: dict[str, str], content: bytes, status: int
) -> None:
    theirs, ours = [await answer(each, method, headers, content) for each in (APIRoute, Straight)]
    _agree(ours, theirs, status)


@pytest.mark.parametrize(
    ("where", "status"),
    [
        ("", 200),
        ("?limit=1&limit=2&other=3", 200),
        ("?limit=0", 422),
        ("?limit=", 422),
        ("?limit=many", 422),
        ("/2/parts/leg?q=abc", 200),
        ("/2/parts/leg?q=&since=2026-03-01&deep=yes&colour=red", 200),
        ("/2/parts/leg%20of%20%C3%A1?q=%2B%20%C3%B1", 200),
        ("/2/parts/leg", 422),
        ("/0/parts/leg?q=abc&colour=red", 422),
        ("/two/parts/leg?q=abcd&since=yesterday&deep=perhaps&colour=green", 422),
        ("/many?names=a&names=b", 200),
        ("/many", 422),
    ],
)
async def test_paths_and_queries_are_read_as_fastapi_reads_them(where: str, status: int) -> None:
    theirs, ours = [await answer(each, "GET", SIGNED_IN, b"", where) for each in (APIRoute, Straight)]
    _agree(ours, theirs, status)


async def test_who_calls_is_asked_before_the_query_is_refused() -> None:
    theirs, ours = [await answer(each, "GET", {}, b"", "/0/parts/leg") for each in (APIRoute, Straight)]
    _agree(ours, theirs, 401)


def _agree(ours: httpx2.Response, theirs: httpx2.Response, status: int) -> None:
    assert ours.status_code == theirs.status_code == status
    assert _told(ours) == _told(theirs)
    for header in ("content-type", "etag", "location", "www-authenticate", "allow"):
        assert ours.headers.get(header) == theirs.headers.get(header)


def _told(answer: httpx2.Response) -> Any:
    """The whole answer, or what programs look at in a problem: its sentences may differ."""
    body = answer.json()
    if answer.is_success:
        assert answer.headers["content-length"] == str(len(answer.content))
        return body
    return body["type"], body["status"], sorted(error["pointer"] for error in body.get("errors", []))


def test_the_description_is_fastapis() -> None:
    assert application(Straight).openapi() == application(APIRoute).openapi()
