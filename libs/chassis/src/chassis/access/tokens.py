"""Bearer tokens: JWTs of any OIDC issuer, checked against its published keys."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.errors import Unauthenticated, Unavailable

_ALGORITHMS = ["ES256", "RS256", "PS256", "EdDSA"]
_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
_KEYS_FRESH = 3600.0
_REFETCH_AFTER = 10.0
_REMEMBERED = 2000
_LEEWAY = 30


@dataclass(frozen=True, slots=True)
class Claims:
    """What a checked token says."""

    subject: str
    email: str
    expires: float


class Tokens:
    """Checks tokens. Keys are found by discovery, cached, and fetched again when an unknown key signs."""

    def __init__(self, issuer: str, audience: str, client: httpx2.AsyncClient | None = None) -> None:
        self._issuer = issuer.rstrip("/")
        self._audience = audience
        self._client = client or httpx2.AsyncClient(timeout=5, trust_env=False)
        self._keys: KeySet | None = None
        self._fetched = 0.0
        self._fetching: asyncio.Lock = asyncio.Lock()
        self._checked: dict[str, Claims] = {}

    async def check(self, token: str) -> Claims:
        """The claims of a valid token; Unauthenticated otherwise, Unavailable if the issuer cannot be asked."""
        known = self._checked.get(token)
        if known is not None:
            if known.expires > time.time():
                return known
            del self._checked[token]
        decoded = await self._decode(token)
        claims = self._claims(decoded)
        if len(self._checked) >= _REMEMBERED:
            self._checked.clear()
        self._checked[token] = claims
        return claims

    async def _decode(self, token: str) -> Any:
        keys = await self._key_set()
        try:
            return jwt.decode(token, keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            if time.monotonic() - self._fetched < _REFETCH_AFTER:
                raise Unauthenticated("the token's signature does not hold") from None
        keys = await self._key_set(again=True)
        try:
            return jwt.decode(token, keys, algorithms=_ALGORITHMS)
        except (JoseError, ValueError):
            raise Unauthenticated("the token's signature does not hold") from None

    def _claims(self, decoded: Any) -> Claims:
        header, claims = decoded.header, decoded.claims
        now = time.time()
        if str(header.get("typ", "jwt")).lower() not in _TYPES:
            raise Unauthenticated("the token is of another type")
        if str(claims.get("iss", "")).rstrip("/") != self._issuer:
            raise Unauthenticated("the token is of another issuer")
        audience = claims.get("aud")
        if self._audience not in (audience if isinstance(audience, list) else [audience]):
            raise Unauthenticated("the token is for somebody else")
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if not isinstance(expires, int | float) or expires < now - _LEEWAY:
            raise Unauthenticated("the token has expired")
        if not isinstance(begins, int | float) or begins > now + _LEEWAY:
            raise Unauthenticated("the token is not valid yet")
        email = claims.get("email")
        if not isinstance(email, str) or not email:
            raise Unauthenticated("the token names no e-mail")
        return Claims(str(claims.get("sub", "")), email, expires + _LEEWAY)

    async def _key_set(self, again: bool = False) -> KeySet:
        asked = time.monotonic()
        if self._keys is not None and not again and asked - self._fetched < _KEYS_FRESH:
            return self._keys
        async with self._fetching:
            if self._keys is not None and self._fetched >= asked:
                return self._keys
            try:
                found = await self._client.get(f"{self._issuer}/.well-known/openid-configuration")
                found.raise_for_status()
                discovery = found.json()
                if str(discovery.get("issuer", "")).rstrip("/") != self._issuer:
                    raise Unavailable("the identity provider calls itself by another name")
                answer = await self._client.get(discovery["jwks_uri"])
                answer.raise_for_status()
                keys = KeySet.import_key_set(answer.json())
            except (httpx2.HTTPError, JoseError, KeyError, ValueError) as error:
                if self._keys is not None:
                    return self._keys
                raise Unavailable("the identity provider does not answer") from error
            self._keys, self._fetched = keys, time.monotonic()
            return keys

    async def close(self) -> None:
        """Closes the connections to the issuer."""
        await self._client.aclose()
