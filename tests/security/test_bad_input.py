"""Bad input at every door gets a clear refusal: never a 5xx, never a status that is not documented."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, STDOUT
from typing import Any

import httpx2
import orjson
import pytest
from tests.support.company import Company, Record, checked
from tests.support.system import System

SERVICES = ("customers", "orders", "assignment", "notify", "fieldops")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SECONDS = 20


@pytest.fixture(scope="module")
def runs(system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "subprocess.Popen[str]"]]:
    """Schemathesis on all services side by side, past the gateway, whose limits would spare them most of it."""
    company, started = Company(system), {}
    with company.browser() as browser:
        checked(browser.get(company.link(company.customer())["url"]))
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    for service in SERVICES:
        command = [
            str(Path(sys.executable).with_name("st")),
            *("run", f"{system.urls['services'][service]}/openapi.json"),
            *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "10"),
            *("--max-time", str(SECONDS), "--workers", "1", "--request-timeout", "15", "--seed", "2"),
            *("--continue-on-failure", "--no-shrink", "--generation-database", "none", "--warnings", "off"),
            *("-H", f"Authorization:Bearer {system.token()}", "-H", f"Cookie:{cookie}"),
        ]
        started[service] = subprocess.Popen(
            command, cwd=tmp_path_factory.mktemp(service), stdout=PIPE, stderr=STDOUT, text=True
        )
    yield started
    for run in started.values():
        run.kill()
        run.wait()


@pytest.mark.parametrize("service", SERVICES)
def test_whatever_is_sent_the_answer_is_documented(runs: dict[str, "subprocess.Popen[str]"], service: str) -> None:
    said, _ = runs[service].communicate(timeout=SECONDS * 5)
    assert runs[service].returncode == 0, said[-6000:]


DEEP = b'{"name":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_000 + b"}"
NASTY_BODIES = {
    "ten megabytes": (b'{"name":"' + b"a" * 10_000_000 + b'"}', {400, 413}),
    "very deep": (DEEP, {400, 422}),
    "deep arrays": (b"[" * 100_000, {400, 422}),
    "cut off": (b'{"name":"a', {400}),
    "no UTF-8": (b'{"name":"\xff\xfe"}', {400, 422}),
    "half a character": (b'{"name":"\\ud800"}', {400, 422}),
    "half a character as a name": (b'{"\\udfff":1}', {400, 422}),
    "NUL": (b'{"name":"a\\u0000b"}', {400, 422}),
    "not a number": (b'{"name":NaN}', {400, 422}),
    "a huge number": (b'{"name":1e400}', {400, 422}),
    "a huge integer": (b'{"name":' + b"9" * 5000 + b"}", {400, 422}),
    "no object": (b'"text"', {400, 415, 422}),
    "null": (b"null", {400, 422}),
    "nothing": (b"", {400, 415, 422}),
    "the same name twice": (b'{"name":"a","name":{"$gt":""}}', {400, 422}),
}


def writing(company: Company) -> Iterator[tuple[str, str, str, Record]]:
    """Every operation that takes a JSON body: service, method, path, its document."""
    for service in SERVICES:
        document = checked(company.admin.get(f"/openapi/{service}.json"))
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                kinds = operation.get("requestBody", {"content": {}})["content"]
                if "application/json" in kinds and not path.startswith(("/shop", "/quote")):
                    content = kinds["application/json"]["schema"]
                    # A body that may be left out is described as one of two.
                    (name,) = (
                        each["$ref"].rsplit("/", 1)[-1] for each in content.get("anyOf", [content]) if "$ref" in each
                    )
                    yield service, method, path, document["components"]["schemas"][name]


@pytest.mark.parametrize("what", NASTY_BODIES)
def test_nasty_bodies_are_refused(company: Company, what: str) -> None:
    body, expected = NASTY_BODIES[what]
    wrong = {}
    for _, method, path, _ in writing(company):
        answer = send(company, method, path, body)
        if answer.status_code not in expected | {404} or not is_problem(answer):
            wrong[f"{method} {path}"] = (answer.status_code, answer.text[:200])
    assert wrong == {}


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "multipart/form-data", "", "a/b/c;;="])
def test_bodies_that_are_no_json_are_refused(company: Company, media_type: str) -> None:
    for _, method, path, _ in writing(company):
        answer = send(company, method, path, b"<name/>", media_type)
        assert answer.status_code in (400, 404, 415, 422), (method, path, answer.status_code, answer.text)
        assert is_problem(answer)


def test_an_operator_of_the_database_is_no_text(company: Company) -> None:
    """Each field of each body in turn, and each parameter of each list."""
    accepted = []
    for _, method, path, schema in writing(company):
        for name in schema["properties"]:
            if schema["properties"][name].get("additionalProperties") or name == "permissions":
                continue
            answer = send(company, method, path, orjson.dumps({name: {"$gt": ""}}))
            if answer.status_code not in (400, 404, 422) or not is_problem(answer):
                accepted.append((method, path, name, answer.status_code))
    assert accepted == []


def test_an_operator_in_a_query_finds_nothing(company: Company) -> None:
    company.order(company.customer())
    for service in SERVICES:
        document = checked(company.admin.get(f"/openapi/{service}.json"))
        for path, operations in document["paths"].items():
            for parameter in operations.get("get", {}).get("parameters", []):
                if parameter["in"] == "query" and not path.startswith(("/shop", "/quote")):
                    told = {parameter["name"]: '{"$gt":""}', f"{parameter['name']}[$gt]": ""}
                    answer = company.admin.get(path.replace("{", "").replace("}", ""), params=told)
                    assert answer.status_code in (200, 404, 422), (path, parameter["name"], answer.text)
                    if answer.status_code == 200 and parameter["name"] not in ("sort", "limit", "lang"):
                        assert found(answer) == [], (path, parameter["name"])


def found(answer: httpx2.Response) -> list[Any]:
    """The records in a page of a list, or the lines below the heading of a table."""
    if answer.headers["content-type"].startswith("text/csv"):
        return answer.text.splitlines()[1:]
    return list(answer.json()["items"])


@pytest.mark.parametrize("field", ["id", "_id", "version", "created_by", "created_at", "number", "state", "total"])
def test_nobody_sets_what_is_not_his_to_set(company: Company, field: str) -> None:
    """Mass assignment: what a body does not name is refused, not passed over."""
    for _, method, path, schema in writing(company):
        if field not in schema["properties"]:
            answer = send(company, method, path, orjson.dumps({field: "x"}))
            assert answer.status_code in (404, 422), (method, path, answer.status_code)
            if answer.status_code == 422:
                assert f"/{field}" in {each["pointer"] for each in answer.json()["errors"]}, (method, path)


@pytest.mark.parametrize("identifier", ["%00", "..%2f..%2fetc", "%24gt", "é" * 40, "a" * 4000, "%ff", "%F0%9F%98%80"])
def test_any_text_as_an_id_is_not_found(company: Company, identifier: str) -> None:
    for service in SERVICES:
        for path, operations in checked(company.admin.get(f"/openapi/{service}.json"))["paths"].items():
            if "{" in path and "get" in operations and not path.startswith(("/shop", "/quote")):
                answer = company.admin.get(filled(path, identifier))
                assert answer.status_code in (400, 404, 414, 422), (path, answer.status_code, answer.text)
                assert is_problem(answer)


@pytest.mark.parametrize("cursor", ["x", "W10", "WyIkZ3QiXQ", "bnVsbA", "W3siJGd0IjoiIn0sIngiXQ", "é"])
def test_a_cursor_that_was_tampered_with_is_refused(company: Company, cursor: str) -> None:
    lists = ("customers", "orders", "products", "staff", "decisions", "mails", "fieldops/visits", "fieldops/customers")
    for path in lists:
        answer = company.admin.get(f"/v1/{path}", params={"cursor": cursor})
        assert answer.status_code in (200, 422), (path, answer.text)
        if answer.status_code == 422:
            assert [each["pointer"] for each in answer.json()["errors"]] == ["query:cursor"]


@pytest.mark.parametrize("token", ["-", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é", "x" * 7000])
def test_no_token_but_a_good_one_opens_a_door(company: Company, token: str) -> None:
    for service in SERVICES:
        for path, operations in checked(company.admin.get(f"/openapi/{service}.json"))["paths"].items():
            if "get" in operations and not path.startswith(("/shop", "/quote")):
                headers = {b"Authorization": f"Bearer {token}".encode()}
                answer = company.admin.get(filled(path, "x"), headers=headers)
                assert (answer.status_code, is_problem(answer)) == (401, True), (path, answer.text)


def filled(path: str, identifier: str) -> str:
    parts = [identifier if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


def send(
    company: Company, method: str, path: str, body: bytes, media_type: str = "application/json"
) -> httpx2.Response:
    """To a path with an id that does not exist; with a version, where one is asked for."""
    headers = {"Content-Type": media_type, "If-Match": '"1"'}
    return company.admin.request(method, filled(path, "nobody"), content=body, headers=headers)


def is_problem(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-type") == "application/problem+json" and "type" in answer.json()
