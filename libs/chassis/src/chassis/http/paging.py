"""Keyset paging: a cursor is the sort key of the last item, so that any depth costs the same."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Invalid

T = TypeVar("T")

_INT64 = 2**63

Limit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]


def encode_cursor(*key: str | int | datetime | None) -> str:
    """A cursor after an item with that sort key."""
    return urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def decode_cursor(cursor: str, *kinds: type) -> tuple[Any, ...]:
    """The sort key in a cursor, one value for each kind (str, int, datetime); Invalid if it was tampered with."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(kinds):
            raise ValueError("shape")
        return tuple(_as(kind, value) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, OverflowError, Base64Error):
        raise Invalid.field("query:cursor", "not a cursor of this list") from None


def _as(kind: type, value: Any) -> Any:
    if kind is datetime and isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(kind)
    if isinstance(value, int) and not -_INT64 <= value < _INT64:
        raise OverflowError("more than the database can hold")
    return value


def page_of(
    request: Request, response: Response, found: Sequence[T], limit: int, cursor_after: Callable[[T], str]
) -> tuple[Sequence[T], str | None]:
    """The items of this page and the cursor to the next, which also goes into the `Link` header. `found` are the items
    that were asked for with one more than `limit`: if it came, there is a next page."""
    if len(found) <= limit:
        return found, None
    shown = found[:limit]
    cursor = cursor_after(shown[-1])
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    query = urlencode([*kept, ("cursor", cursor)])
    response.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return shown, cursor
