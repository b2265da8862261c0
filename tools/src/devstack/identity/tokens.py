"""Signs tokens with a key that is made once and kept."""

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

LIFETIME = 12 * 60 * 60
"""Seconds."""

_PEOPLE = uuid.UUID("6f1f7a52-0d5c-5a8e-9d5e-0c1f6a3f7b11")


def load_key(folder: Path) -> ECKey:
    """The ES256 key of a folder, made when first asked for, readable by its owner alone."""
    file = folder / "signing-key.pem"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        pem = ECKey.generate_key("P-256").as_pem(private=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(pem)
    pem = file.read_bytes()
    return ECKey.import_key(pem, {"kid": hashlib.sha256(pem).hexdigest()[:16], "use": "sig", "alg": "ES256"})


@dataclass(frozen=True)
class Signer:
    """Issues access tokens (RFC 9068) and ID tokens; `now` is always Unix time in seconds."""

    key: ECKey
    issuer: str
    audience: str

    @property
    def jwks(self) -> dict[str, object]:
        """The public key as a JWK set."""
        return dict(KeySet([self.key]).as_dict(private=False))

    def access_token(self, email: str, now: int) -> str:
        """For the API: says who comes, not what he may do."""
        return self._sign("at+jwt", {**_person(email), "aud": self.audience}, now)

    def id_token(self, email: str, client_id: str, nonce: str | None, now: int) -> str:
        """For the application that the person signed in to."""
        claims = {**_person(email), "aud": client_id} | ({"nonce": nonce} if nonce else {})
        return self._sign("JWT", claims, now)

    def _sign(self, kind: str, claims: dict[str, object], now: int) -> str:
        header = {"typ": kind, "alg": "ES256", "kid": self.key.kid}
        return jwt.encode(header, {"iss": self.issuer, **claims, "iat": now, "exp": now + LIFETIME}, self.key)


def _person(email: str) -> dict[str, object]:
    address = email.strip().lower()
    name = address.split("@")[0].replace(".", " ").replace("_", " ").title()
    return {"sub": str(uuid.uuid5(_PEOPLE, address)), "email": address, "email_verified": True, "name": name}
