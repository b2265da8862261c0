"""Makes the FastAPI application of a service, with everything that all doors have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.access import Directory, Tokens
from chassis.errors import Problem
from chassis.http.models import ProblemView
from chassis.http.observed import Observed
from chassis.http.problems import on_crash, on_http, on_problem, on_validation

_LARGEST_BODY = 1024 * 1024
_ALLOWED = "chassis.largest_body"
_STATUSES = (400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 428, 500, 503)

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": "Refused; see `type`",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemView"}}},
    }
    for status in _STATUSES
}


@dataclass(frozen=True, slots=True)
class Door:
    """What the door needs to know who is calling, and whether the service is ready."""

    tokens: Tokens
    directory: Directory
    ready: Callable[[], bool]


def create_app(
    service: str, summary: str, door: Door, *routers: APIRouter, largest_body: int = _LARGEST_BODY
) -> FastAPI:
    """The application: health, metrics, problems, limits, and the service's own routes."""
    app = _Application(
        title=f"Vinculo {service}",
        summary=summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.door = door
    # Taken over route by route: a router that is included is searched twice for each request.
    for route in chain.from_iterable(router.routes for router in (*routers, _health(door))):
        if isinstance(route, APIRoute):
            route.responses = {**PROBLEMS, **route.responses}
        app.router.routes.append(route)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_crash)
    app.add_middleware(_Limited, largest=largest_body)
    _document_problems(app)
    return app


def allow_body(request: Request, largest: int) -> None:
    """For a route that takes more than the service's limit, in bytes: to be called before the body is read."""
    request.scope[_ALLOWED] = largest


def _health(door: Door) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return PlainTextResponse("alive")

    @router.get("/readyz")
    async def readyz() -> Response:
        return PlainTextResponse("ready") if door.ready() else PlainTextResponse("not yet", 503)

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _document_problems(app: FastAPI) -> None:
    original = app.openapi

    def openapi() -> dict[str, Any]:
        document = original()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "ProblemView" not in schemas:
            schema = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(schema.pop("$defs", {}))
            schemas["ProblemView"] = schema
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


class _Application(FastAPI):
    def build_middleware_stack(self) -> ASGIApp:
        """Observed from outside of everything, so that the answer to a crash still belongs to its trace."""
        return Observed(super().build_middleware_stack())


class _Limited:
    """Refuses bodies over the limit before they are read into memory."""

    def __init__(self, app: ASGIApp, largest: int) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        seen = 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            largest = scope.get(_ALLOWED, self._largest)
            if seen > largest:
                # Any other exception would be told by the framework as a body that cannot be parsed.
                raise HTTPException(413, f"The request body is larger than {largest} bytes")
            return message

        await self._app(scope, counting, send)
