"""Who is calling: from the bearer token to an active member with his permissions."""

from typing import Annotated

from fastapi import Depends
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from chassis.access import Principal
from chassis.errors import Forbidden, Unauthenticated


class _BearerToken(SecurityBase):
    """The security scheme and what it finds in one: each further dependency costs on every request."""

    model = HTTPBearer(description="A JWT of the configured OIDC issuer.")
    scheme_name = "HTTPBearer"

    async def __call__(self, request: Request) -> Principal:
        """401 without a valid token, 403 for whoever is no active member (M1)."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated
        door = request.app.state.door
        claims = await door.tokens.check(token)
        principal: Principal | None = await door.directory.principal(claims.email)
        if principal is None:
            raise Forbidden("not an active member of staff")
        return principal


Caller = Annotated[Principal, Depends(_BearerToken())]
