"""Signing in through an identity provider that Vinculo's authors did not write: Canaille, with code and PKCE."""

import asyncio
import base64
import hashlib
import re
import secrets
import sys
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from tests.support.waiting import eventually

from chassis.access import Tokens
from chassis.errors import Unauthenticated
from devstack.ports import any_free

REDIRECT = "http://127.0.0.1:9/signed-in"
PASSWORD = secrets.token_hex(8)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[str]:
    """The issuer's address."""
    port = any_free()
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "canaille.log").open("w+") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(Path(__file__).with_name("canaille_provider.py")),
            str(port),
            REDIRECT,
            PASSWORD,
            cwd=tmp_path,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )

        async def answers() -> bool:
            if process.returncode is not None:
                output.seek(0)
                raise AssertionError(output.read()[-3000:])
            try:
                async with httpx2.AsyncClient(trust_env=False) as client:
                    return (await client.get(f"{url}/.well-known/openid-configuration")).status_code == 200
            except httpx2.HTTPError:
                return False

        try:
            await eventually(answers, timeout=60, every=0.1)
            yield url
        finally:
            process.terminate()
            await process.wait()


def form_fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's form."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and 'type="hidden"' in tag:
            fields[name[1]] = unescape(value[1])
    return fields


async def submit(client: httpx2.AsyncClient, shown: httpx2.Response, **typed: str) -> httpx2.Response:
    assert shown.status_code == 200, shown.text[-2000:]
    return await client.post(str(shown.url), data={**form_fields(shown.text), **typed})


async def sign_in(client: httpx2.AsyncClient, issuer: str) -> dict[str, str]:
    """What the token endpoint gives to the console after Ana typed her name and password."""
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    discovery = (await client.get(f"{issuer}/.well-known/openid-configuration")).json()
    question = {
        "response_type": "code",
        "client_id": "console",
        "redirect_uri": REDIRECT,
        "scope": "openid profile email",
        "state": "st",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    answer = await client.get(discovery["authorization_endpoint"], params=question)
    typed = iter([{"login": "ana"}, {"password": PASSWORD}])
    for _ in range(10):
        if answer.is_redirect:
            target = answer.headers["location"]
            if target.startswith(REDIRECT):
                break
            answer = await client.get(httpx2.URL(str(answer.url)).join(target))
        else:
            answer = await submit(client, answer, **next(typed))
    returned = parse_qs(urlsplit(answer.headers["location"]).query)
    assert returned["state"] == ["st"]
    tokens = await client.post(
        discovery["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "client_id": "console",
            "code": returned["code"][0],
            "redirect_uri": REDIRECT,
            "code_verifier": verifier,
        },
    )
    assert tokens.status_code == 200, tokens.text
    found: dict[str, str] = tokens.json()
    return found


async def test_a_token_of_a_foreign_identity_provider_is_taken_and_only_for_its_audience(provider: str) -> None:
    async with httpx2.AsyncClient(trust_env=False, timeout=20) as client:
        signed_in = await sign_in(client, provider)
    tokens = Tokens(provider, "vinculo")
    claims = await tokens.check(signed_in["access_token"])
    assert claims.email == "ana@example.com"
    with pytest.raises(Unauthenticated):
        await tokens.check(signed_in["access_token"][:-8] + "AAAAAAAA")
    await tokens.close()
    other = Tokens(provider, "another-api")
    with pytest.raises(Unauthenticated, match="somebody else"):
        await other.check(signed_in["access_token"])
    await other.close()
