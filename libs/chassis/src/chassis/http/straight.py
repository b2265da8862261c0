"""Routes that FastAPI describes and that serve themselves.

Its solver looks at every dependency of every request anew, which costs more than most endpoints. What can be known of
an endpoint beforehand is found out once here. Endpoints that ask for more than `_source` knows are left to FastAPI.
"""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator
from inspect import Parameter, iscoroutinefunction, signature
from typing import Annotated, Any, get_args, get_origin

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from fastapi.params import Depends, Header, Param, Path, Query
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

Answer = Callable[[Request], Coroutine[Any, Any, Response]]
Source = Callable[[Request, Response], Awaitable[Any]]
_EMPTY_BODY = {"type": "missing", "loc": ("body",), "msg": "Field required", "input": None}


class _NotStraight(Exception):
    """The endpoint asks for something that only FastAPI knows to find."""


class Straight(APIRoute):
    """To be given as a router's `route_class`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._answer: Answer | None = None
        super().__init__(*args, **kwargs)
        if self._answer is not None:
            self.app = _served(self._answer)

    def get_route_handler(self) -> Answer:
        """What answers a request."""
        try:
            sources = _sources(self.endpoint, self.param_convertors)
        except _NotStraight:
            return super().get_route_handler()
        if self.response_field is None:
            # It makes its response itself, or answers something that only FastAPI knows to write.
            makes_it = signature(self.endpoint).return_annotation is Response and list(sources.values()) == [_request]
            if not makes_it:
                return super().get_route_handler()
            self._answer = self.endpoint
            return self.endpoint
        endpoint, status, view = self.endpoint, self.status_code or 200, TypeAdapter[Any](self.response_model)

        async def answer(request: Request) -> Response:
            response = Response(status_code=status, media_type="application/json")
            found = await endpoint(**await _found(sources, request, response))
            if isinstance(found, Response):
                return found
            response.body = view.dump_json(found, by_alias=True)
            response.headers["content-length"] = str(len(response.body))
            return response

        self._answer = answer
        return answer


def _served(answer: Answer) -> ASGIApp:
    """Without what FastAPI puts around each answer for dependencies that want something closed."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = await answer(Request(scope, receive, send))
        await response(scope, receive, send)

    return app


def _sources(call: Callable[..., Any], path: Collection[str]) -> dict[str, Source]:
    """Where each argument comes from: who calls is asked before the body is looked at. `path`: the names in the
    route's path."""
    found = {name: _source(parameter, path) for name, parameter in signature(call).parameters.items()}
    return dict(sorted(found.items(), key=lambda item: isinstance(item[1], _Body)))


def _source(parameter: Parameter, path: Collection[str]) -> Source:
    annotation = parameter.annotation
    marks = get_args(annotation)[1:] if get_origin(annotation) is Annotated else ()
    for mark in marks:
        if isinstance(mark, Depends) and mark.dependency is not None:
            return _Dependency(mark.dependency, path)
    if annotation is Request:
        return _request
    if annotation is Response:
        return _response
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _Body(annotation)
    kinds = {type(mark) for mark in marks if isinstance(mark, Param)} or {Path if parameter.name in path else Query}
    if kinds == {Header}:
        return _Value(parameter, "header", parameter.name.replace("_", "-"))
    if kinds == {Path}:
        return _Value(parameter, "path", parameter.name)
    if kinds == {Query}:
        return _Value(parameter, "query", parameter.name)
    raise _NotStraight(parameter.name)


async def _found(sources: dict[str, Source], request: Request, response: Response) -> dict[str, Any]:
    """The arguments; whatever is wrong with any of them is told together."""
    found: dict[str, Any] = {}
    wrong: list[Any] = []
    for name, source in sources.items():
        try:
            found[name] = await source(request, response)
        except RequestValidationError as error:
            wrong += error.errors()
    if wrong:
        raise RequestValidationError(wrong)
    return found


async def _request(request: Request, _response: Response) -> Request:
    return request


async def _response(_request: Request, response: Response) -> Response:
    return response


class _Dependency:
    def __init__(self, call: Callable[..., Any], path: Collection[str]) -> None:
        if not any(map(iscoroutinefunction, (call, type(call).__call__))):
            raise _NotStraight(repr(call))
        self._call = call
        self._sources = _sources(call, path)

    async def __call__(self, request: Request, response: Response) -> Any:
        return await self._call(**await _found(self._sources, request, response))


class _Value:
    """One value of the path, the query or a header."""

    def __init__(self, parameter: Parameter, place: str, name: str) -> None:
        self._name = name
        self._where = (place, name)
        self._default = parameter.default
        self._type = TypeAdapter[Any](parameter.annotation)
        if isinstance(self._default, Param) or any(kind in ("array", "object") for kind in _kinds(self._type)):
            raise _NotStraight(name)

    async def __call__(self, request: Request, _response: Response) -> Any:
        value = self._given(request)
        if value is None:
            if self._default is Parameter.empty:
                raise RequestValidationError([{"type": "missing", "loc": self._where, "msg": "Field required"}])
            return self._default
        try:
            return self._type.validate_python(value)
        except ValidationError as error:
            raise _refusal(error, *self._where) from None

    def _given(self, request: Request) -> str | None:
        match self._where[0]:
            case "path":
                return str(request.path_params[self._name])
            case "query":
                return request.query_params.get(self._name)
            case _:
                return request.headers.get(self._name)


def _kinds(of: TypeAdapter[Any]) -> Iterator[str | None]:
    """JSON's names of what a value may be."""
    schema = of.json_schema()
    for each in (schema, *schema.get("anyOf", ()), *schema.get("$defs", {}).values()):
        yield each.get("type")


class _Body:
    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    async def __call__(self, request: Request, _response: Response) -> Any:
        body = await request.body()
        if not body:
            raise RequestValidationError([_EMPTY_BODY])
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json" and not media_type.endswith("+json"):
            raise HTTPException(415, "The body must be application/json")
        try:
            return self._model.model_validate_json(body)
        except ValidationError as error:
            raise _refusal(error, "body") from None


def _refusal(error: ValidationError, *where: str) -> RequestValidationError:
    return RequestValidationError([{**each, "loc": (*where, *each["loc"])} for each in error.errors(include_url=False)])
