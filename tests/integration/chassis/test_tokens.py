"""Tokens: which are believed, and where the keys come from that tell."""

import asyncio
import base64
import hmac
import json
import time
from hashlib import sha256
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OctKey, RSAKey
from tests.integration.chassis.things import Things, status
from tests.support.issuer import Issuer, new_key
from tests.support.serving import serving

from chassis.access import Tokens
from chassis.access import tokens as tokens_module
from chassis.errors import Unauthenticated, Unavailable


async def refused(things: Things, token: str) -> str:
    response = await things.client.get("/v1/things", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401, response.text
    assert response.headers["content-type"] == "application/problem+json"
    return str(response.json()["type"])


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": ["a", "b"]},
        {"aud": ...},
        {"aud": None},
        {"iss": "http://127.0.0.1:1"},
        {"iss": ...},
        {"exp": int(time.time()) - 60},
        {"exp": ...},
        {"exp": "tomorrow"},
        {"nbf": int(time.time()) + 3600},
        {"email": ...},
        {"email": ""},
        {"email": ["ana@example.com"]},
    ],
    ids=str,
)
async def test_a_token_with_wrong_claims_is_refused(things: Things, claims: dict[str, Any]) -> None:
    assert await refused(things, things.issuer.token("ana@example.com", **claims)) == (
        "urn:vinculo:problem:unauthenticated"
    )


async def test_a_token_for_several_audiences_that_names_ours_is_taken(things: Things) -> None:
    token = things.issuer.token("ana@example.com", aud=["other", "vinculo"])
    assert await status(things, {"Authorization": f"Bearer {token}"}) == 200


@pytest.mark.parametrize("kind", ["id+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", ""])
async def test_a_token_of_another_type_is_refused(things: Things, kind: str) -> None:
    await refused(things, things.issuer.token("ana@example.com", header={"typ": kind}))


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "AT+JWT", "application/at+jwt", ...])
async def test_access_tokens_under_their_usual_types_are_taken(things: Things, kind: Any) -> None:
    token = things.issuer.token("ana@example.com", header={"typ": kind})
    assert await status(things, {"Authorization": f"Bearer {token}"}) == 200


def by_hand(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode()]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in [*parts, signature])


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "", None, 5])
async def test_a_token_that_nobody_signed_is_refused(things: Things, alg: Any) -> None:
    claims = claims_of(things.issuer.token("ana@example.com"))
    await refused(things, by_hand({"alg": alg, "typ": "at+jwt"}, claims))


async def test_the_public_key_is_no_shared_secret(things: Things) -> None:
    key = things.issuer.keys[0]
    claims = claims_of(things.issuer.token("ana@example.com"))
    for secret in (key.as_pem(private=False), json.dumps(key.as_dict(private=False)).encode()):
        header = {"alg": "HS256", "typ": "at+jwt", "kid": key.kid}
        unsigned = by_hand(header, claims).rstrip(".")
        signature = hmac.new(secret, unsigned.encode(), sha256).digest()
        await refused(things, unsigned + "." + base64.urlsafe_b64encode(signature).decode().rstrip("="))
    shared = OctKey.import_key(b"x" * 32, {"kid": str(key.kid)})
    await refused(things, things.issuer.token("ana@example.com", key=shared, header={"alg": "HS256"}))


async def test_a_key_that_the_token_brings_along_is_not_believed(things: Things) -> None:
    mine = new_key()
    header = {"jwk": mine.as_dict(private=False), "kid": things.issuer.keys[0].kid}
    await refused(things, things.issuer.token("ana@example.com", key=mine, header=header))


@pytest.mark.parametrize(
    "make", [lambda: new_key(), lambda: RSAKey.generate_key(2048), lambda: ECKey.generate_key("P-384")]
)
async def test_somebody_elses_key_under_our_key_id_is_refused(things: Things, make: Any) -> None:
    key = make()
    header = {"kid": things.issuer.keys[0].kid}
    if isinstance(key, RSAKey):
        header["alg"] = "RS256"
    elif key.curve_name == "P-384":
        header["alg"] = "ES384"
    await refused(things, things.issuer.token("ana@example.com", key=key, header=header))


async def test_a_changed_claim_breaks_the_signature(things: Things) -> None:
    head, _, signature = things.issuer.token("ana@example.com").split(".")
    changed = claims_of(things.issuer.token("zoe@example.com"))
    await refused(things, f"{head}.{by_hand({}, changed).split('.')[1]}.{signature}")


@pytest.mark.parametrize(
    "header", ["Bearer", "Basic YTpi", "Bearer a b", "Bearer é", "Bearer ..", "Bearer " + "a" * 8000, "bearer"]
)
async def test_nonsense_in_the_header_is_refused(things: Things, header: str) -> None:
    response = await things.client.get("/v1/things", headers={b"Authorization": header.encode("latin-1")})
    assert response.status_code == 401, response.text


HEADERS = st.dictionaries(
    st.sampled_from(["alg", "kid", "typ", "crit", "b64", "zip", "jwk", "x5c"]),
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("ES256") | st.lists(st.text(max_size=3)),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.builds(by_hand, HEADERS, HEADERS, st.binary(max_size=64))
    | st.builds(
        lambda parts: ".".join(base64.urlsafe_b64encode(part).decode() for part in parts),
        st.lists(st.binary(max_size=20), min_size=1, max_size=6),
    )
    | st.text(max_size=40)
)
def test_no_token_whatever_fails_otherwise_than_by_refusal(token: str) -> None:
    async def check() -> None:
        issuer = Issuer()
        tokens = Tokens(issuer.url, "vinculo", httpx2.AsyncClient(transport=httpx2.ASGITransport(issuer.app)))
        with pytest.raises(Unauthenticated):
            await tokens.check(token)
        await tokens.close()

    asyncio.run(check())


async def test_a_new_key_of_the_issuer_is_found_without_a_restart(
    things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_module, "_REFETCH_AFTER", 0.0)
    assert await status(things, things.signed_in("ana")) == 200
    things.issuer.keys.insert(0, new_key())
    assert await status(things, things.signed_in("ana")) == 200
    assert things.issuer.asked == 2


async def test_a_key_that_the_issuer_withdrew_is_no_longer_believed_once_keys_are_read_again(
    things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = things.signed_in("ana")
    assert await status(things, old) == 200
    things.issuer.keys[:] = [new_key()]
    assert await status(things, old) == 200
    monkeypatch.setattr(tokens_module, "_KEYS_FRESH", 0.0)
    assert await status(things, old) == 401


async def test_forged_tokens_do_not_make_us_ask_the_issuer_each_time(things: Things) -> None:
    for _ in range(20):
        await refused(things, things.issuer.token("ana@example.com", key=new_key()))
    assert things.issuer.asked == 1


async def test_many_callers_at_the_start_ask_the_issuer_once(things: Things) -> None:
    await asyncio.gather(*(status(things, things.signed_in("ana")) for _ in range(20)))
    assert things.issuer.asked == 1


async def test_a_token_that_is_remembered_is_believed_until_it_expires_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    issuer, begun = Issuer(), time.time()
    tokens = Tokens(issuer.url, "vinculo", httpx2.AsyncClient(transport=httpx2.ASGITransport(issuer.app)))
    token = issuer.token("ana@example.com", exp=int(begun) + 600)
    for later in (0, 590, 620):
        monkeypatch.setattr(time, "time", lambda now=begun + later: now)
        assert (await tokens.check(token)).email == "ana@example.com"
    monkeypatch.setattr(time, "time", lambda: begun + 640)
    with pytest.raises(Unauthenticated, match="expired"):
        await tokens.check(token)


async def test_an_issuer_that_is_away_is_a_503_until_it_is_back() -> None:
    issuer = Issuer()
    tokens = Tokens(issuer.url, "vinculo")
    token = issuer.token("ana@example.com")
    with pytest.raises(Unavailable):
        await tokens.check(token)
    async with serving(issuer.app, issuer.port):
        assert (await tokens.check(token)).email == "ana@example.com"
    other = issuer.token("zoe@example.com")
    assert (await tokens.check(other)).email == "zoe@example.com"
    await tokens.close()


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(500),
        httpx2.Response(200, text="<html>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={"issuer": "http://elsewhere", "jwks_uri": "http://elsewhere/keys"}),
        httpx2.Response(200, json={"issuer": "http://issuer", "jwks_uri": 5}),
        httpx2.Response(200, json={"issuer": "http://issuer", "jwks_uri": "http://[bad"}),
        httpx2.Response(200, json={"issuer": "http://issuer", "jwks_uri": "http://issuer", "keys": [{"kty": "?"}]}),
        httpx2.Response(200, json={"issuer": "http://issuer", "jwks_uri": "http://issuer", "keys": 5}),
    ],
)
async def test_an_issuer_that_talks_nonsense_is_as_good_as_away(answer: httpx2.Response) -> None:
    client = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: answer))
    with pytest.raises(Unavailable):
        await Tokens("http://issuer", "vinculo", client).check(Issuer().token("ana@example.com"))


async def test_an_issuer_that_hangs_holds_up_nobody_whose_keys_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    asked = 0

    async def hanging(request: httpx2.Request) -> httpx2.Response:
        nonlocal asked
        asked += 1
        raise httpx2.ReadTimeout("hangs", request=request)

    client = httpx2.AsyncClient(transport=httpx2.ASGITransport(issuer.app))
    tokens = Tokens(issuer.url, "vinculo", client)
    await tokens.check(issuer.token("ana@example.com"))
    tokens._client = httpx2.AsyncClient(transport=httpx2.MockTransport(hanging))
    monkeypatch.setattr(tokens_module, "_KEYS_FRESH", 0.0)
    for n in range(20):
        await tokens.check(issuer.token(f"n{n}@example.com"))
    assert asked == 1
