"""The customer's own pages behind his order link, for browsers and for programs (ML-27..ML-29, N9)."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.errors import Gone, NotFound, Problem
from chassis.http import Body
from chassis.ids import new_id
from orders.api.fields import Id
from orders.api.order_views import shop_order_view
from orders.api.shop_answers import (
    SAFE,
    address_of_visitor,
    cookie_for,
    data,
    from_here,
    page,
    read,
    refusal,
    see_other,
    wants_json,
)
from orders.api.shop_choice import LANGUAGE_COOKIE, back, choice_of, language_of
from orders.api.shop_data import ShopData
from orders.api.shop_documents import documented, taking
from orders.api.shop_page import Pages
from orders.domain.cart import MOST_UNITS
from orders.domain.customer import Language
from orders.ports import Uses
from orders.usecases.browse_shop import Shelves, see_cart
from orders.usecases.enter_shop import PasscodeNeeded, Visit, enter_shop
from orders.usecases.fill_cart import fill_cart
from orders.usecases.open_link import OpenLink, open_link
from orders.usecases.submit_cart import SubmitCart, find_submitted, submit_cart
from orders.usecases.unlock_shop import TooManyGuesses, unlock_shop

_YEAR = 365 * 24 * 60 * 60


class CartBody(Body):
    """How many units of a product are to be in the cart; 0 removes it."""

    product_id: Id
    quantity: Annotated[int, Field(ge=0, le=MOST_UNITS)]


class SubmissionBody(Body):
    """Any text that is another one for another order; the page carries one."""

    submission_id: Annotated[
        str, Field(min_length=1, max_length=100, examples=["0198c0de-7a1b-7c3d-9e5f-0123456789ab"])
    ]


class LanguageBody(Body):
    """What the shop is to speak with this visitor from now on."""

    language: Language


class PasscodeBody(Body):
    """What the customer was given with the link."""

    passcode: Annotated[str, Field(min_length=1, max_length=64, examples=["4711"])]


def router(uses: Uses, public_url: str) -> APIRouter:
    """`/o/{token}` and `/shop`."""
    routes = APIRouter(tags=["shop"])
    pages, shop_data, shelves = Pages(uses.shop), ShopData(uses.shop.name), Shelves(uses)
    cookie_name, secure = cookie_for(public_url)

    def let_in(response: Response, cookie: str) -> Response:
        response.set_cookie(cookie_name, cookie, path="/", secure=secure, httponly=True, samesite="lax")
        return response

    async def visit_of(request: Request) -> Visit:
        return await enter_shop(uses, request.cookies.get(cookie_name), language_of(request))

    async def shown(request: Request, visit: Visit, problem: Problem | None = None) -> Response:
        shelf, cart = await shelves.shelf(visit.terms), await see_cart(uses, visit)
        html = pages.shop(visit, shelf, choice_of(request), cart, problem)
        return page(html, problem.status if problem else 200)

    async def refused(request: Request, problem: Problem) -> Response:
        if wants_json(request):
            return refusal(problem)
        if isinstance(problem, Gone):
            return page(pages.gone(language_of(request)), problem.status)
        if isinstance(problem, PasscodeNeeded | TooManyGuesses):
            return page(pages.passcode(problem, language_of(request)), problem.status)
        if problem.status in (409, 422):
            return await shown(request, await visit_of(request), problem)
        return page(pages.refused(problem, language_of(request)), problem.status)

    async def answered(request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        try:
            if request.method == "POST":
                from_here(request, public_url)
            return await work()
        except Problem as problem:
            return await refused(request, problem)

    @routes.api_route(
        "/o/{token}",
        methods=["GET", "HEAD"],
        include_in_schema=False,
        operation_id="openOrderLink",
        response_model=None,
    )
    async def open_shop(token: str, request: Request) -> Response:
        async def work() -> Response:
            command = OpenLink(
                token=token,
                address=address_of_visitor(request),
                user_agent=request.headers.get("user-agent", ""),
                fetches=request.method == "HEAD",
                alarm_id=new_id(),
            )
            return let_in(see_other("/shop"), await open_link(uses, command))

        return await answered(request, work)

    @routes.get("/shop", operation_id="seeShop", summary="The customer's catalogue and cart", **documented(200))
    async def see(request: Request) -> Response:
        async def work() -> Response:
            visit = await visit_of(request)
            if not wants_json(request):
                return await shown(request, visit)
            shelf, cart = await shelves.shelf(visit.terms), await see_cart(uses, visit)
            return data(shop_data.shop(visit, shelf, cart))

        return await answered(request, work)

    @routes.get("/shop/style.css", include_in_schema=False)
    async def style() -> Response:
        headers = {**SAFE, "Cache-Control": "public, max-age=31536000, immutable"}
        return Response(pages.style, media_type="text/css", headers=headers)

    @routes.post(
        "/shop/language", operation_id="chooseLanguage", summary="Choose a language", **taking(LanguageBody, 303)
    )
    async def speak(request: Request) -> Response:
        async def work() -> Response:
            body = await read(request, LanguageBody)
            answer = see_other(back(request))
            answer.set_cookie(LANGUAGE_COOKIE, body.language, _YEAR, secure=secure, httponly=True, samesite="lax")
            return answer

        return await answered(request, work)

    @routes.post("/shop/passcode", operation_id="unlockShop", summary="Give the passcode", **taking(PasscodeBody))
    async def unlock(request: Request) -> Response:
        async def work() -> Response:
            body = await read(request, PasscodeBody)
            cookie = await unlock_shop(uses, request.cookies.get(cookie_name), body.passcode)
            return let_in(see_other("/shop"), cookie)

        return await answered(request, work)

    @routes.post("/shop/cart", operation_id="fillCart", summary="Put into the cart", **taking(CartBody))
    async def fill(request: Request) -> Response:
        async def work() -> Response:
            visit = await visit_of(request)
            body = await read(request, CartBody)
            await fill_cart(uses, visit, body.product_id, body.quantity)
            if wants_json(request):
                return data(shop_data.cart(visit, await see_cart(uses, visit)))
            return see_other(back(request))

        return await answered(request, work)

    @routes.post("/shop/orders", operation_id="submitCart", summary="Order the cart", **taking(SubmissionBody, 201))
    async def submit(request: Request) -> Response:
        async def work() -> Response:
            visit = await visit_of(request)
            body = await read(request, SubmissionBody)
            order = await submit_cart(uses, SubmitCart(visit, body.submission_id, new_id()))
            if wants_json(request):
                return data(shop_order_view(order).model_dump(mode="json"), 201)
            return see_other(f"/shop/orders/{order.id}")

        return await answered(request, work)

    @routes.get("/shop/orders/{order_id}", operation_id="seeOrdered", summary="An order sent", **documented(200))
    async def ordered(order_id: str, request: Request) -> Response:
        async def work() -> Response:
            visit = await visit_of(request)
            order = await find_submitted(uses, visit, order_id)
            if order is None:
                raise NotFound
            if wants_json(request):
                return data(shop_order_view(order).model_dump(mode="json"))
            return page(pages.ordered(visit, order))

        return await answered(request, work)

    return routes
