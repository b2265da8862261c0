"""How the shop's routes, which answer browsers and programs alike, stand in the OpenAPI document."""

from typing import Any

from starlette.responses import Response

from chassis.http import Body, View

_PDF = {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}


def documented(data: type[View], success: int = 200) -> dict[str, Any]:
    """A route that reads no body; programs are told `data`."""
    page = {"text/html": {"schema": {"type": "string"}}}
    done = {"description": "Done; a page for browsers, data for programs", "content": page, "model": data}
    return {"response_class": Response, "responses": {**_refusals(), success: done}}


def printing() -> dict[str, Any]:
    """A route that answers with a PDF."""
    return {"response_class": Response, "responses": {**_refusals(), 200: {"description": "Printed", "content": _PDF}}}


def taking(model: type[Body], data: type[View] | None, success: int = 200) -> dict[str, Any]:
    """A route that takes this body, as JSON or as a form; a browser is sent on, a program too if there is no `data`."""
    schema = {"schema": model.model_json_schema()}
    content = {"application/json": schema, "application/x-www-form-urlencoded": schema}
    answers = _refusals() if data is None else documented(data, success)["responses"]
    return {
        "response_class": Response,
        "responses": {**answers, 303: {"description": "Done; where a browser goes on"}},
        "status_code": 303 if data is None else success,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


def _refusals() -> dict[int, dict[str, Any]]:
    problem = {"schema": {"$ref": "#/components/schemas/ProblemView"}}
    return {
        status: {
            "description": "Refused; a page for browsers, a problem for programs",
            "content": {"text/html": {"schema": {"type": "string"}}, "application/problem+json": problem},
        }
        for status in (400, 403, 404, 409, 410, 422, 429, 503)
    }
