"""The development identity provider, as applications meet it."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from devstack.identity.grants import challenge_of
from devstack.ports import any_free
from devstack.servers import PythonModule, StartFailed

VERIFIER = "a-verifier-of-forty-three-characters-or-more"
HOME = "http://127.0.0.1:8080/signed-in?from=test"
ASKED = {
    "response_type": "code",
    "client_id": "console",
    "redirect_uri": HOME,
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
    "state": "s<1>",
    "nonce": "n1",
    "scope": "openid",
}


def provider(folder: Path, environment: str) -> PythonModule:
    port = any_free()
    return PythonModule(
        "identity",
        folder,
        port,
        ["devstack.identity"],
        {
            "VINCULO_ENVIRONMENT": environment,
            "VINCULO_OIDC_ISSUER": f"http://127.0.0.1:{port}",
            "VINCULO_IDENTITY_FOLDER": str(folder),
            "VINCULO_IDENTITY_CLIENT_SECRET": "a-secret",
        },
    )


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    module = provider(tmp_path_factory.mktemp("identity"), "development")
    module.start()
    module.wait_ready()
    yield module.url
    module.stop()


@pytest.fixture
def client(issuer: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=issuer) as http:
        yield http


def claims(client: httpx2.Client, token: str) -> dict[str, object]:
    keys = KeySet.import_key_set(client.get("/jwks").json())
    return dict(jwt.decode(token, keys, algorithms=["ES256"]).claims)


@pytest.mark.parametrize("environment", ["production", "test", ""])
def test_it_does_not_start_outside_development(tmp_path: Path, environment: str) -> None:
    module = provider(tmp_path, environment)
    module.start()
    with pytest.raises(StartFailed, match=r"status 2[\s\S]*VINCULO|status 2[\s\S]*environment"):
        module.wait_ready()
    module.stop()


def test_somebody_signs_in_with_a_code_and_pkce(client: httpx2.Client, issuer: str) -> None:
    page = client.get("/authorize", params=ASKED)
    assert page.status_code == 200
    assert "s&lt;1&gt;" in page.text

    signed_in = client.post("/authorize", data={**ASKED, "email": " Ana.Lopez@Vinculo.test "})
    assert signed_in.status_code == 303
    answer = parse_qs(urlsplit(signed_in.headers["location"]).query)
    assert (answer["from"], answer["state"]) == (["test"], ["s<1>"])

    redemption = {
        "grant_type": "authorization_code",
        "client_id": "console",
        "redirect_uri": HOME,
        "code": answer["code"][0],
        "code_verifier": VERIFIER,
    }
    tokens = client.post("/token", data=redemption).json()
    access, identity = claims(client, tokens["access_token"]), claims(client, tokens["id_token"])
    assert (access["email"], access["name"], access["aud"]) == ("ana.lopez@vinculo.test", "Ana Lopez", "vinculo")
    assert (identity["aud"], identity["nonce"], identity["sub"]) == ("console", "n1", access["sub"])

    again = client.post("/token", data=redemption)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_program_signs_in_with_its_secret_alone(client: httpx2.Client) -> None:
    grant = {"grant_type": "client_credentials"}
    program = "shop@vinculo.test"
    assert (
        claims(client, client.post("/token", data=grant, auth=(program, "a-secret")).json()["access_token"])["email"]
        == program
    )
    posted = client.post("/token", data={**grant, "client_id": program, "client_secret": "a-secret"})
    assert posted.status_code == 200
    for refused in (
        client.post("/token", data=grant, auth=(program, "wrong")),
        client.post("/token", data=grant),
        client.post("/token", data=grant, headers={"Authorization": "Basic %%%"}),
    ):
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://example.com/"},
        {"response_type": "token"},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
    ],
)
def test_a_request_that_is_not_safe_is_refused_before_anybody_signs_in(
    client: httpx2.Client, change: dict[str, str]
) -> None:
    assert client.get("/authorize", params={**ASKED, **change}).status_code in (400, 422)


def test_an_unknown_grant_is_refused(client: httpx2.Client) -> None:
    refused = client.post("/token", data={"grant_type": "password"})
    assert (refused.status_code, refused.json()["error"]) == (400, "unsupported_grant_type")
