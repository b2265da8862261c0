"""Possible duplicates over HTTP."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from chassis.http import Caller, Page, View, decode_cursor, encode_cursor
from customers.api.scopes import reach
from customers.api.views import CustomerView, card_views
from customers.domain.resemblance import Reason, Twins
from customers.ports import Deps
from customers.usecases.find_duplicates import find_duplicates, like


class TwinsView(View):
    """Two cards that may be of one customer, the older first, and what speaks for it."""

    first: CustomerView
    second: CustomerView
    score: int = Field(ge=0, le=100, examples=[90])
    reasons: list[Reason] = Field(examples=[["email", "phone"]])


def duplicates_router(deps: Deps) -> APIRouter:
    """The route of /v1/customers/duplicates; to stand before that of one card."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"])

    @router.get("/duplicates", operation_id="listDuplicates")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        customer_id: Annotated[str | None, Query(max_length=64, description="Only those like this card.")] = None,
        limit: Annotated[int, Query(ge=1, le=200, description="About how many pairs.")] = 50,
        cursor: Annotated[str | None, Query(max_length=400)] = None,
    ) -> Page[TwinsView]:
        """Pairs of cards, both within the caller's reach, that share e-mail, phone, VAT number, or their name with
        country or postal code. A page may have few pairs or none and a `next` all the same: the search has looked at
        thousands of cards and goes on from there."""
        within = reach(caller, "customers.read")
        if customer_id is not None:
            return Page(items=await _views(deps, await like(deps, customer_id, within)))
        after = "" if cursor is None else decode_cursor(cursor, str)[0]
        found = await find_duplicates(deps, within, after, limit)
        following = None if found.after is None else encode_cursor(found.after)
        if following is not None:
            target = request.url.include_query_params(cursor=following)
            response.headers["Link"] = f'<{target.path}?{target.query}>; rel="next"'
        return Page(items=await _views(deps, found.pairs), next=following)

    return router


async def _views(deps: Deps, pairs: Sequence[Twins]) -> list[TwinsView]:
    cards = list({card.id: card for each in pairs for card in (each.first, each.second)}.values())
    views = {view.id: view for view in await card_views(deps.staff, cards)}
    return [
        TwinsView(
            first=views[each.first.id], second=views[each.second.id], score=each.score, reasons=list(each.reasons)
        )
        for each in pairs
    ]
