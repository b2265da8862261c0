"""If-Match, ETag and Idempotency-Key as values."""

from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import Response

from chassis.access import Principal
from chassis.errors import Malformed, PreconditionRequired
from chassis.http import Once, tag
from chassis.http.conditional import _if_match
from chassis.http.idempotency import KeyReused, _once
from chassis.inbox import AlreadyDone, Mark


async def test_the_tag_that_was_given_out_is_understood_when_it_comes_back() -> None:
    response = Response()
    tag(response, 42)
    assert response.headers["ETag"] == '"42"'
    assert await _if_match(response.headers["ETag"]) == 42
    assert await _if_match(' W/"42" ') == 42


async def test_a_change_without_a_version_is_refused() -> None:
    with pytest.raises(PreconditionRequired):
        await _if_match(None)


@pytest.mark.parametrize("header", ["", "*", "3", '"3', '"a"', '"3", "4"', '"-1"', '"9999999999999999999"', '""'])
async def test_anything_but_one_version_is_malformed(header: str) -> None:
    with pytest.raises(Malformed):
        await _if_match(header)


MARK = Mark("http:me:key", "digest")
ANA = Principal("ana", "ana@example.test", "Ana", ("Sellers",))


def test_without_a_key_nothing_is_marked() -> None:
    assert Once(None).made("id") is None
    assert Once.by(ANA, None, b"body") == Once(None)


async def test_a_key_is_its_callers_own_and_stands_for_one_address_and_body() -> None:
    async def once(path: str = "/v1/orders", body: bytes = b"{}", caller: Principal = ANA) -> Mark:
        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": body, "more_body": False}

        scope = {"type": "http", "method": "POST", "path": path, "headers": [], "server": ("vinculo.test", 80)}
        marked = (await _once(Request({**scope, "query_string": b""}, receive), caller, "key")).mark
        assert marked is not None
        return marked

    first = await once()
    assert await once() == first
    assert (await once(caller=replace(ANA, id="ben"))).id != first.id
    for other in (await once(path="/v1/quotes"), await once(body=b"{ }")):
        assert (other.id, other.digest == first.digest) == (first.id, False)


def test_the_mark_remembers_what_was_made() -> None:
    assert Once(MARK).made("id") == Mark("http:me:key", "digest", {"id": "id"})


def test_the_same_request_again_is_led_to_what_was_made() -> None:
    assert Once(MARK).earlier(AlreadyDone(Mark(MARK.id, "digest", {"id": "made"}))) == "made"


@pytest.mark.parametrize("kept", [Mark(MARK.id, "other", {"id": "made"}), Mark(MARK.id, "digest", None)])
def test_one_key_for_another_request_is_refused(kept: Mark) -> None:
    with pytest.raises(KeyReused) as caught:
        Once(MARK).earlier(AlreadyDone(kept))
    assert (caught.value.status, caught.value.type) == (422, "idempotency-key-reused")
