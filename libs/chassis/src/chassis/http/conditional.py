"""Optimistic locking: `ETag: "<version>"` out, `If-Match` in."""

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.responses import Response

from chassis.errors import Malformed, PreconditionRequired

_TAG = re.compile(r'(?:W/)?"(\d{1,15})"')


async def _if_match(
    if_match: Annotated[str | None, Header(description='The version that you change: `"3"`')] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired
    match = _TAG.fullmatch(if_match.strip())
    if match is None:
        raise Malformed('If-Match must be one version in quotes, such as "3"')
    return int(match[1])


IfMatch = Annotated[int, Depends(_if_match)]
"""The version that the caller saw; 428 without one."""


def tag(response: Response, version: int) -> None:
    """Tells the version of what is answered."""
    response.headers["ETag"] = f'"{version}"'
