"""OpenID Connect as far as development needs it: discovery, keys, sign-in page, tokens."""

import base64
import binascii
import hmac
import time
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from fastapi import FastAPI, Form, Header, Query, Request, status
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict, StringConstraints

from devstack.identity.grants import AuthorizationRequest, Codes, GrantRefused
from devstack.identity.settings import Settings
from devstack.identity.tokens import LIFETIME, Signer, load_key

_ADDRESS = r"^[^@\s<>\"']+@[^@\s<>\"']+$"
Email = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True, pattern=_ADDRESS, max_length=254)]
Challenge = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$")]


class TokenRequest(BaseModel):
    """Whose token `vinculo token` wants."""

    model_config = ConfigDict(extra="forbid")

    email: Email


class TokenOut(BaseModel):
    """RFC 6749 §5.1; seconds."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105
    expires_in: int = LIFETIME
    id_token: str | None = None


def create_app(settings: Settings) -> FastAPI:
    """The whole provider."""
    signer = Signer(load_key(settings.identity_folder), settings.oidc_issuer, settings.oidc_audience)
    codes = Codes()
    known = {"admin@vinculo.test": None}
    templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, auto_reload=False)
    app = FastAPI(title="Vinculo development identity provider", docs_url=None, redoc_url=None)
    app.add_middleware(
        CORSMiddleware, allow_origin_regex=r"^https?://(127\.0\.0\.1|localhost)(:\d+)?$", allow_methods=["GET", "POST"]
    )

    @app.exception_handler(GrantRefused)
    async def refused(_: Request, error: GrantRefused) -> JSONResponse:
        return JSONResponse(
            {"error": error.error, "error_description": error.description},
            status.HTTP_401_UNAUTHORIZED if error.error == "invalid_client" else status.HTTP_400_BAD_REQUEST,
        )

    @app.get("/livez")
    @app.get("/readyz")
    async def ready() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/.well-known/openid-configuration")
    async def discovery() -> dict[str, object]:
        issuer = settings.oidc_issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials"],
            "code_challenge_methods_supported": ["S256"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["none", "client_secret_basic", "client_secret_post"],
            "scopes_supported": ["openid", "profile", "email"],
            "claims_supported": ["sub", "email", "email_verified", "name"],
        }

    @app.get("/jwks")
    async def keys() -> dict[str, object]:
        return signer.jwks

    @app.get("/authorize")
    async def sign_in_page(
        request: Request,
        response_type: str,
        client_id: str,
        redirect_uri: str,
        code_challenge: Challenge,
        code_challenge_method: Annotated[str, Query(pattern="^S256$")],
    ) -> HTMLResponse:
        if response_type != "code":
            raise GrantRefused("unsupported_response_type", "Only the authorization code flow is offered.")
        AuthorizationRequest(client_id, redirect_uri, code_challenge)
        page = templates.get_template("sign_in.html.jinja")
        html = page.render(client_id=client_id, people=known, fields=request.query_params)
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy, "Cache-Control": "no-store"})

    @app.post("/authorize")
    async def sign_in(
        email: Annotated[Email, Form()],
        client_id: Annotated[str, Form()],
        redirect_uri: Annotated[str, Form()],
        code_challenge: Annotated[Challenge, Form()],
        state: Annotated[str | None, Form()] = None,
        nonce: Annotated[str | None, Form()] = None,
    ) -> RedirectResponse:
        asked = AuthorizationRequest(client_id, redirect_uri, code_challenge, state, nonce)
        known[email] = None
        answer = {"code": codes.issue(email, asked, time.monotonic()), "iss": settings.oidc_issuer}
        if state is not None:
            answer["state"] = state
        return RedirectResponse(_with_query(redirect_uri, answer), status.HTTP_303_SEE_OTHER)

    @app.post("/token", response_model_exclude_none=True)
    async def token(
        grant_type: Annotated[str, Form()],
        client_id: Annotated[str | None, Form()] = None,
        client_secret: Annotated[str | None, Form()] = None,
        code: Annotated[str, Form()] = "",
        redirect_uri: Annotated[str, Form()] = "",
        code_verifier: Annotated[str, Form()] = "",
        authorization: Annotated[str | None, Header()] = None,
    ) -> TokenOut:
        now = int(time.time())
        client, secret = _basic(authorization) or (client_id or "", client_secret or "")
        match grant_type:
            case "authorization_code":
                grant = codes.redeem(code, client, redirect_uri, code_verifier, time.monotonic())
                return TokenOut(
                    access_token=signer.access_token(grant.email, now),
                    id_token=signer.id_token(grant.email, client, grant.request.nonce, now),
                )
            case "client_credentials":
                expected = settings.identity_client_secret.get_secret_value()
                if not client or not hmac.compare_digest(secret.encode(), expected.encode()):
                    raise GrantRefused("invalid_client", "The client or its secret is wrong.")
                if "@" not in client:
                    raise GrantRefused("invalid_client", "A program signs in with its staff e-mail as client_id.")
                return TokenOut(access_token=signer.access_token(client, now))
            case _:
                raise GrantRefused("unsupported_grant_type", f"{grant_type} is not offered.")

    @app.post("/development/token")
    async def development_token(asked: TokenRequest) -> dict[str, str]:
        return {"access_token": signer.access_token(asked.email, int(time.time()))}

    return app


def _basic(authorization: str | None) -> tuple[str, str] | None:
    """Client id and secret of a Basic header (RFC 6749 §2.3.1: both form-encoded)."""
    scheme, _, encoded = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise GrantRefused("invalid_client", "The Authorization header is malformed.") from None
    return unquote(client), unquote(secret)


def _with_query(address: str, more: dict[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *more.items()])))
