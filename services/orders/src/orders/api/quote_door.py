"""The customer's page for a quote, behind the link that he was sent (NX-23)."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.errors import Forbidden, Gone, Problem
from chassis.http import TEXT, Body, View
from chassis.http.pages import cookie_for, from_here, page, read, see_other
from chassis.ids import new_id
from chassis.languages import spoken
from contracts.money import Money
from orders.api.documents import Documents, paper
from orders.api.order_views import LineView, line_view
from orders.api.quote_page import QuotePages, language_of
from orders.api.shop_answers import refusal, wants_json, written
from orders.api.shop_assets import assets_of
from orders.api.shop_documents import documented, printing, taking
from orders.api.shop_page import Pages
from orders.api.shop_texts import TEXTS
from orders.ports import Uses
from orders.usecases.answer_quote import (
    Key,
    QuoteVisit,
    accept_offer,
    decline_offer,
    offered_to,
    open_quote,
    visit_quote,
)


class AnswerBody(Body):
    """Nothing needs to be said; why a quote is declined, if the customer says so."""

    reason: Annotated[str, Field(max_length=500, pattern=TEXT, examples=["Too late for the season."])] = ""


class OfferedView(View):
    """A quote as the customer sees it: `open` can be answered; `order_number` once it is accepted."""

    number: str
    revision: int
    state: str
    valid_until: date | None
    language: str
    lines: list[LineView]
    total: Money
    order_number: str | None


def router(uses: Uses, public_url: str, logo: Path | None, documents: Documents) -> APIRouter:
    """`/q/{token}` and `/quote/{quote_id}`."""
    routes = APIRouter(tags=["quote page"])
    pages = QuotePages(Pages(uses.shop, assets_of(uses.shop, logo)), uses.shop)
    prefix, secure = cookie_for(public_url, "quote")

    def key_of(quote_id: str, request: Request) -> Key:
        return Key(quote_id, request.cookies.get(f"{prefix}-{quote_id}", ""))

    async def answered(quote_id: str | None, request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        try:
            if request.method == "POST":
                from_here(request, public_url)
            return await work()
        except Problem as problem:
            if wants_json(request):
                return refusal(problem)
            return await refused(quote_id, request, problem)

    async def refused(quote_id: str | None, request: Request, problem: Problem) -> Response:
        chosen = language_of(request)
        if quote_id is None or isinstance(problem, Gone | Forbidden):
            return page(pages.gone(chosen), problem.status)
        try:
            return page(
                pages.quote(await visit_quote(uses, key_of(quote_id, request)), chosen, problem), problem.status
            )
        except Gone as gone:
            return page(pages.gone(chosen), gone.status)

    @routes.api_route(
        "/q/{token}", methods=["GET", "HEAD"], include_in_schema=False, operation_id="openQuote", response_model=None
    )
    async def enter(token: str, request: Request) -> Response:
        async def work() -> Response:
            key = await open_quote(uses, token)
            answer = see_other(f"/quote/{key.quote_id}")
            name = f"{prefix}-{key.quote_id}"
            answer.set_cookie(name, key.cookie, path="/", secure=secure, httponly=True, samesite="lax")
            return answer

        return await answered(None, request, work)

    @routes.get(
        "/quote/{quote_id}", operation_id="seeQuote", summary="A quote for its customer", **documented(OfferedView)
    )
    async def see(quote_id: str, request: Request) -> Response:
        async def work() -> Response:
            visit = await visit_quote(uses, key_of(quote_id, request))
            if wants_json(request):
                return written(_offered(visit))
            return page(pages.quote(visit, language_of(request)))

        return await answered(quote_id, request, work)

    @routes.get(
        "/quote/{quote_id}/document.pdf",
        operation_id="printQuote",
        summary="A quote for its customer, printed",
        **printing(),
    )
    async def document(quote_id: str, request: Request) -> Response:
        async def work() -> Response:
            quote = await offered_to(uses, key_of(quote_id, request))
            chosen = language_of(request) or spoken(TEXTS, quote.language, uses.shop.language)
            return paper(quote, await documents.printed(quote, chosen))

        return await answered(quote_id, request, work)

    @routes.post(
        "/quote/{quote_id}/accept",
        operation_id="acceptOffer",
        summary="Accept a quote",
        **taking(AnswerBody, OfferedView),
    )
    async def accept(quote_id: str, request: Request) -> Response:
        """Twice is once: the order is the same."""
        return await answer(quote_id, request, lambda key, _: accept_offer(uses, key, new_id()))

    @routes.post(
        "/quote/{quote_id}/decline",
        operation_id="declineOffer",
        summary="Decline a quote",
        **taking(AnswerBody, OfferedView),
    )
    async def decline(quote_id: str, request: Request) -> Response:
        return await answer(quote_id, request, lambda key, body: decline_offer(uses, key, body.reason.strip() or None))

    async def answer(quote_id: str, request: Request, act: Callable[[Key, AnswerBody], Awaitable[object]]) -> Response:
        async def work() -> Response:
            key = key_of(quote_id, request)
            await act(key, await read(request, AnswerBody))
            if wants_json(request):
                return written(_offered(await visit_quote(uses, key)))
            chosen = language_of(request)
            return see_other(f"/quote/{quote_id}" + (f"?lang={chosen}" if chosen else ""))

        return await answered(quote_id, request, work)

    return routes


def _offered(visit: QuoteVisit) -> OfferedView:
    quote = visit.quote
    assert quote.offer is not None
    return OfferedView(
        number=quote.number,
        revision=quote.offer.revision,
        state=visit.seen,
        valid_until=quote.offer.valid_until,
        language=quote.language,
        lines=[line_view(line) for line in quote.lines],
        total=quote.total,
        order_number=visit.order_number,
    )
