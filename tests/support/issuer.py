"""A tiny OIDC issuer whose keys and tokens the test makes as it likes."""

import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from devstack.ports import any_free


class Issuer:
    """Publishes `keys`, signs with the first of them; counts how often it was asked for them."""

    def __init__(self) -> None:
        self.port = any_free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.keys: list[ECKey] = [new_key()]
        self.asked = 0
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/keys", self._keys),
            ]
        )

    def token(
        self,
        who: str,
        *,
        key: Key | None = None,
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """A good token, but for what is given; `...` leaves a claim out."""
        now = int(time.time())
        whole = {"iss": self.url, "aud": "vinculo", "sub": who, "email": who, "iat": now, "exp": now + 600}
        signing = key or self.keys[0]
        head = {"typ": "at+jwt", "alg": "ES256", "kid": signing.kid, **(header or {})}
        wanted = {name: value for name, value in {**whole, **claims}.items() if value is not ...}
        return jwt.encode({k: v for k, v in head.items() if v is not ...}, wanted, signing, algorithms=[head["alg"]])

    async def _discovery(self, _request: Request) -> JSONResponse:
        return JSONResponse({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _request: Request) -> JSONResponse:
        self.asked += 1
        return JSONResponse(KeySet(list(self.keys)).as_dict(private=False))


def new_key() -> ECKey:
    """A fresh P-256 key with an id."""
    return ECKey.generate_key("P-256", auto_kid=True)
