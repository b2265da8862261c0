"""Requests that are wrong, strange or hostile: each gets its problem, none crashes the door."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from tests.integration.chassis.things import Things, created, problem


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["/name"]),
        ({"name": "x", "colour": "red"}, ["/colour"]),
        ({"name": "x", "a/b": 1}, ["/a~1b"]),
        ({"name": ""}, ["/name"]),
        ({"name": "   "}, ["/name"]),
        ({"name": 5, "size": "big"}, ["/name", "/size"]),
        ({"name": "x", "size": 10**30}, ["/size"]),
        ({"name": "x", "size": 2**63}, ["/size"]),
        ({"name": "x", "price": {"amount": "1.005", "currency": "EUR"}}, ["/price"]),
        ({"name": "x", "price": {"amount": "1", "currency": "EURO"}}, ["/price/currency"]),
        ({"name": "x", "price": {"amount": "NaN", "currency": "EUR"}}, ["/price/amount"]),
        ({"name": "x", "parts": ["ok", 5]}, ["/parts/1"]),
        ([], [""]),
        ("text", [""]),
        (None, [""]),
    ],
)
async def test_wrong_fields_are_pointed_at(things: Things, body: Any, pointers: list[str]) -> None:
    response = await things.client.post("/v1/things", json=body, headers=things.signed_in("ana"))
    assert [fault["pointer"] for fault in problem(response, 422, "invalid")["errors"]] == pointers


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "query:limit"),
        ("limit=201", "query:limit"),
        ("limit=x", "query:limit"),
        ("cursor=x", "query:cursor"),
    ],
)
async def test_wrong_questions_are_pointed_at(things: Things, query: str, pointer: str) -> None:
    response = await things.client.get(f"/v1/things?{query}", headers=things.signed_in("ana"))
    assert [fault["pointer"] for fault in problem(response, 422, "invalid")["errors"]] == [pointer]


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"",
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"name": "x", "parts": ["\\udfff"]}',
        b'{"name": 1' + b"0" * 5000 + b"}",
        b'{"name": "x", "size": ' + b"9" * 4400 + b"}",
        b'{"name": "x", "size": 1e999}',
        b'{"name": "x", "size": NaN}',
        b'{"name": "x", "price": {"amount": 1e400, "currency": "EUR"}}',
        b'{"name": "x", "price": {"amount": "1e23", "currency": "KWD"}}',
        b'{"name": "x", "price": {"amount": 12.5, "currency": "EUR"}}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b'{"name": "x"}garbage',
    ],
    ids=lambda content: f"{content[:30]!r} {len(content)}",
)
async def test_hostile_bodies_are_refused_and_never_crash(things: Things, content: bytes) -> None:
    response = await things.client.post("/v1/things", content=content, headers={**things.signed_in("ana"), **JSON})
    assert response.status_code in (400, 422), response.text
    problem(response, response.status_code, "malformed" if response.status_code == 400 else "invalid")


@pytest.mark.parametrize("name", ["a\x00b", "\u202e", "👩‍👩‍👧", "İ" * 100, "'; drop", "$where", "{$ne: 1}"])
async def test_strange_but_real_text_is_kept_as_it_is(things: Things, name: str) -> None:
    made = await created(things, name=name)
    found = await things.client.get(made.headers["location"], headers=things.signed_in("ana"))
    assert found.json()["name"] == name


@pytest.mark.parametrize("identifier", ["%00", "%ED%A0%80", "%FF", "a" * 5000, "..%2F..", "%24ne", "💥", "null", "-1"])
async def test_any_text_as_an_id_is_no_such_record(things: Things, identifier: str) -> None:
    response = await things.client.get(f"/v1/things/{identifier}", headers=things.signed_in("ana"))
    assert response.status_code == 404, response.text
    assert response.json()["type"] in ("urn:vinculo:problem:not-found", "urn:vinculo:problem:no-such-path")


@pytest.mark.parametrize(
    "query", ["cursor=%00", "cursor=%ED%A0%80", "limit=%00", "limit=" + "9" * 5000, "%00=1", "&&=&"]
)
async def test_hostile_questions_never_crash(things: Things, query: str) -> None:
    response = await things.client.get(f"/v1/things?{query}", headers=things.signed_in("ana"))
    assert response.status_code in (200, 422), response.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png", None])
async def test_a_body_that_is_not_said_to_be_json_is_no_media_type_of_ours(things: Things, kind: str | None) -> None:
    headers = things.signed_in("ana") | ({"Content-Type": kind} if kind else {})
    response = await things.client.post("/v1/things", content=b'{"name": "x"}', headers=headers)
    problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/merge-patch+json"])
async def test_json_under_its_other_names_is_read(things: Things, kind: str) -> None:
    headers = {**things.signed_in("ana"), "Content-Type": kind}
    response = await things.client.post("/v1/things", content=b'{"name": "x"}', headers=headers)
    assert response.status_code == 201, response.text


async def test_a_body_over_a_megabyte_is_refused_though_its_length_is_not_told(things: Things) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'{"name": "'
        for _ in range(200):
            sent += 1
            yield b"x" * 64 * 1024
            await asyncio.sleep(0)

    async with httpx2.AsyncClient(base_url=things.url, timeout=10, trust_env=False) as client:
        response = await client.post("/v1/things", content=endless(), headers={**things.signed_in("ana"), **JSON})
    problem(response, 413, "too-large")


async def test_a_body_that_tells_too_great_a_length_is_refused(things: Things) -> None:
    response = await things.client.post(
        "/v1/things", content=b"x" * 1_100_000, headers={**things.signed_in("ana"), **JSON}
    )
    problem(response, 413, "too-large")
