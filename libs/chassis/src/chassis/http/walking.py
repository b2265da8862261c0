"""Walking through all records of a kind in the order of their ids: how an audit reads a service of whatever size."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Query
from pydantic import AwareDatetime
from starlette.requests import Request
from starlette.responses import Response

from chassis.http.models import Page, View
from chassis.http.paging import Limit, decode_cursor, encode_cursor, page_of
from chassis.ids import lowest_id

T = TypeVar("T")
Shown = TypeVar("Shown", bound=View)


@dataclass(frozen=True, slots=True)
class Walk:
    """From behind the id `after`, `limit` records at a time. Stores are asked for one more, `asked`."""

    request: Request
    response: Response
    after: str
    limit: int

    @property
    def asked(self) -> int:
        """One more than shown tells that there is a next page."""
        return self.limit + 1

    def page(self, found: Sequence[T], view: Callable[[T], Shown], key: Callable[[T], str]) -> Page[Shown]:
        """The records that were found for `after` and `asked`."""
        shown, following = page_of(
            self.request, self.response, found, self.limit, lambda last: encode_cursor(key(last))
        )
        return Page(items=[view(each) for each in shown], next=following)


def _walk(
    request: Request,
    response: Response,
    since: Annotated[AwareDatetime | None, Query(description="Only what was made then or later.")] = None,
    limit: Limit = 200,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Walk:
    if cursor is not None:
        return Walk(request, response, decode_cursor(cursor, str)[0], limit)
    return Walk(request, response, lowest_id(since) if since is not None else "", limit)


Walking = Annotated[Walk, Depends(_walk)]
