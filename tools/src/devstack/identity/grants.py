"""Authorization codes with PKCE: handed out at sign-in, good once and for a minute."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

_CODE_LIFETIME = 60.0
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class GrantRefused(Exception):
    """`error` as of RFC 6749, with a sentence for people."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error
        self.description = description


@dataclass(frozen=True)
class AuthorizationRequest:
    """What an application asks for when it sends somebody to sign in."""

    client_id: str
    redirect_uri: str
    code_challenge: str
    state: str | None = None
    nonce: str | None = None

    def __post_init__(self) -> None:
        target = urlsplit(self.redirect_uri)
        if target.scheme not in ("http", "https") or target.hostname not in _LOOPBACK or target.fragment:
            raise GrantRefused("invalid_request", "redirect_uri must be an http(s) address of this machine.")


@dataclass(frozen=True)
class Grant:
    """Who signed in, for what request."""

    email: str
    request: AuthorizationRequest
    expires: float


class Codes:
    """The codes that were handed out and not redeemed yet; `now` is monotonic seconds."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    def issue(self, email: str, request: AuthorizationRequest, now: float) -> str:
        """A new code; expired ones are forgotten."""
        self._grants = {code: grant for code, grant in self._grants.items() if grant.expires > now}
        code = secrets.token_urlsafe(24)
        self._grants[code] = Grant(email, request, now + _CODE_LIFETIME)
        return code

    def redeem(self, code: str, client_id: str, redirect_uri: str, verifier: str, now: float) -> Grant:
        """What the code stands for; `GrantRefused` if it, or who brings it, is not the one meant."""
        grant = self._grants.pop(code, None)
        if grant is None or grant.expires <= now:
            raise GrantRefused("invalid_grant", "The code is unknown, used or expired.")
        if (grant.request.client_id, grant.request.redirect_uri) != (client_id, redirect_uri):
            raise GrantRefused("invalid_grant", "The code was issued to another client or address.")
        if not hmac.compare_digest(challenge_of(verifier), grant.request.code_challenge):
            raise GrantRefused("invalid_grant", "The code verifier does not match.")
        return grant


def challenge_of(verifier: str) -> str:
    """The S256 code challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
