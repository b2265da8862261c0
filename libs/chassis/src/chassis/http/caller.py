"""Who is calling: from the bearer token to an active member with his permissions."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from chassis.access import Principal
from chassis.errors import Forbidden, Unauthenticated

_bearer = HTTPBearer(auto_error=False, description="A JWT of the configured OIDC issuer.")


async def caller(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Principal:
    """401 without a valid token, 403 for whoever is no active member (M1)."""
    if credentials is None:
        raise Unauthenticated
    door = request.app.state.door
    claims = await door.tokens.check(credentials.credentials)
    principal: Principal | None = await door.directory.principal(claims.email)
    if principal is None:
        raise Forbidden("not an active member of staff")
    return principal


Caller = Annotated[Principal, Depends(caller)]
