"""Makes the FastAPI application of a service, with everything that all doors have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.access import Directory, Tokens
from chassis.errors import Problem
from chassis.http.models import ProblemView
from chassis.http.problems import on_crash, on_http, on_problem, on_validation
from chassis.telemetry import REQUESTS

_LARGEST_BODY = 1024 * 1024
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
    app = FastAPI(
        title=f"Vinculo {service}",
        summary=summary,
        version="1",
        docs_url=None,
        redoc_url=None,
        responses=PROBLEMS,
        telemetry={"tracing": True, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.door = door
    app.include_router(_health(door))
    for router in routers:
        app.include_router(router)
    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_crash)
    app.add_middleware(_Measured)
    app.add_middleware(_Limited, largest=largest_body)
    _document_problems(app)
    return app


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


class _Measured:
    """Times requests by route; pure ASGI, because anything else costs more than the route itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        started = perf_counter()

        async def watching(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watching)
        finally:
            route = getattr(scope.get("route"), "path", "-")
            REQUESTS.labels(scope["method"], route, str(status)).observe(perf_counter() - started)


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
            if seen > self._largest:
                # Any other exception would be told by the framework as a body that cannot be parsed.
                raise HTTPException(413, f"The request body is larger than {self._largest} bytes")
            return message

        await self._app(scope, counting, send)
