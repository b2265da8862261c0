"""Every service describes its doors well enough to write a program against."""

from collections import Counter
from collections.abc import Iterator
from json import dumps
from typing import Any

import pytest
from openapi_spec_validator import validate
from tests.support.company import Company, checked

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")
METHODS = {"get", "put", "post", "delete", "patch"}


@pytest.fixture(params=SERVICES)
def document(request: pytest.FixtureRequest, company: Company) -> Any:
    return checked(company.admin.get(f"/openapi/{request.param}.json"))


def operations(document: Any) -> Iterator[tuple[str, Any]]:
    for path, each in document["paths"].items():
        for method in METHODS & set(each):
            yield f"{method} {path}", each[method]


def resolved(document: Any, schema: Any) -> Any:
    # What may be left out is described as one of two.
    schema = next((each for each in schema.get("anyOf", ()) if "$ref" in each), schema)
    return document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema


def test_the_document_is_valid(document: Any) -> None:
    validate(document)


def test_operations_are_named_once_and_summed_up(document: Any) -> None:
    names = Counter(operation["operationId"] for _, operation in operations(document))
    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if not name.isidentifier() or "_" in name] == [], "camelCase everywhere"
    assert [at for at, operation in operations(document) if not operation.get("summary")] == []


def test_no_schema_is_called_by_the_module_that_it_comes_from(document: Any) -> None:
    assert [name for name in document["components"]["schemas"] if "__" in name] == []


def test_every_refusal_is_a_documented_problem(document: Any) -> None:
    for at, operation in operations(document):
        for status in ("400", "401", "403", "404", "413", "422", "500", "503"):
            content = operation["responses"][status]["content"]
            schema = content["application/problem+json"]["schema"]
            assert resolved(document, schema)["title"] == "ProblemView", (at, status)


def test_every_answer_in_json_is_described(document: Any) -> None:
    for at, operation in operations(document):
        for status, answer in operation["responses"].items():
            assert answer.get("content", {}).get("application/json", {"schema": True})["schema"], (at, status)


def test_every_body_has_an_example(document: Any) -> None:
    without = []
    for at, operation in operations(document):
        for described in operation.get("requestBody", {}).get("content", {}).values():
            schema = resolved(document, described["schema"])
            if not (described.get("examples") or schema.get("examples") or complete(schema)):
                without.append(f"{at}: {schema.get('title')}")
    assert without == []


def complete(schema: Any) -> bool:
    """Whether every field shows what it may hold: an example, its few values, a plain number, yes and no, or a
    file, of which JSON can show none."""
    told = ('"examples"', '"enum"', '"const"', '"boolean"', '"integer"', '"$ref"', '"contentMediaType"')
    return all(any(word in dumps(field) for word in told) for field in schema["properties"].values())
