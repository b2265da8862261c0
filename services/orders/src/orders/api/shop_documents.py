"""How the shop's routes, which answer browsers and programs alike, stand in the OpenAPI document."""

from typing import Any

from starlette.responses import Response

from chassis.http import Body

_PAGE_OR_DATA: dict[str, Any] = {"text/html": {"schema": {"type": "string"}}, "application/json": {"schema": {}}}


def documented(success: int) -> dict[str, Any]:
    """A route that reads no body."""
    problem = {"schema": {"$ref": "#/components/schemas/ProblemView"}}
    refusals = {
        status: {
            "description": "Refused; a page for browsers, a problem for programs",
            "content": {"text/html": {"schema": {"type": "string"}}, "application/problem+json": problem},
        }
        for status in (400, 403, 404, 409, 410, 422, 429, 503)
    }
    done = {"description": "Done; a page for browsers, data for programs", "content": _PAGE_OR_DATA}
    return {"response_class": Response, "responses": {**refusals, success: done}}


def taking(model: type[Body], success: int = 200) -> dict[str, Any]:
    """A route that takes this body, as JSON or as a form."""
    told = documented(success)
    told["responses"][303] = {"description": "Done; where a browser goes on"}
    schema = {"schema": model.model_json_schema()}
    content = {"application/json": schema, "application/x-www-form-urlencoded": schema}
    return {
        **told,
        "status_code": success,
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }
