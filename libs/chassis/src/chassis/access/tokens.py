"""Bearer tokens: JWTs of any OIDC issuer, checked against its published keys."""

import asyncio
import time
from dataclasses import dataclass
from math import inf
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.errors import Unauthenticated, Unavailable
from chassis.mishaps import described
from chassis.telemetry import log

_ALGORITHMS = [f"{family}{bits}" for family in ("ES", "PS", "RS") for bits in (256, 384, 512)] + ["EdDSA", "Ed25519"]
_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
_KEYS_FRESH = 3600.0
_REFETCH_AFTER = 10.0
_REMEMBERED = 2000
_LEEWAY = 30
_NO_TOKEN = (JoseError, TypeError, ValueError)
_NO_KEYS = (httpx2.HTTPError, httpx2.InvalidURL, JoseError, KeyError, TypeError, ValueError)


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
        self._fetched = -inf
        self._failed = -inf
        self._fetching: asyncio.Lock = asyncio.Lock()
        self._checked: dict[str, Claims] = {}

    async def check(self, token: str) -> Claims:
        """The claims of a valid token; Unauthenticated otherwise, Unavailable if the issuer cannot be asked."""
        known = self._checked.get(token)
        if known is not None and known.expires > time.time() and self._fresh(time.monotonic()):
            return known
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
        except _NO_TOKEN:
            if time.monotonic() - max(self._fetched, self._failed) < _REFETCH_AFTER:
                raise Unauthenticated("the token's signature does not hold") from None
        keys = await self._key_set(again=True)
        try:
            return jwt.decode(token, keys, algorithms=_ALGORITHMS)
        except _NO_TOKEN:
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

    def _fresh(self, now: float) -> bool:
        return now - self._fetched < _KEYS_FRESH or now - self._failed < _REFETCH_AFTER

    async def _key_set(self, again: bool = False) -> KeySet:
        asked = time.monotonic()
        if self._keys is not None and not again and self._fresh(asked):
            return self._keys
        async with self._fetching:
            if max(self._fetched, self._failed) < asked:
                try:
                    self._keys = await self._fetch()
                    self._fetched = time.monotonic()
                    self._checked.clear()
                except _NO_KEYS as error:
                    self._failed = time.monotonic()
                    log("access").warning("issuer_away", issuer=self._issuer, why=described(error))
            if self._keys is None:
                raise Unavailable("the identity provider does not answer")
            return self._keys

    async def _fetch(self) -> KeySet:
        found = await self._client.get(f"{self._issuer}/.well-known/openid-configuration")
        found.raise_for_status()
        discovery = found.json()
        if str(discovery["issuer"]).rstrip("/") != self._issuer:
            raise ValueError("the identity provider calls itself by another name")
        answer = await self._client.get(discovery["jwks_uri"])
        answer.raise_for_status()
        return KeySet.import_key_set(answer.json())

    async def close(self) -> None:
        """Closes the connections to the issuer."""
        await self._client.aclose()
