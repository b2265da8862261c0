"""The customer's shop behind his order link, for browsers and for programs (ML-27, ML-28, N9)."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.http import Body, Straight
from chassis.http.pages import read, see_other
from chassis.ids import new_id
from orders.api import shop_orders
from orders.api.documents import Documents
from orders.api.fields import Id
from orders.api.shop_answers import FOREVER, address_of_visitor, data, wants_json
from orders.api.shop_assets import Asset
from orders.api.shop_choice import LANGUAGE_COOKIE, back
from orders.api.shop_documents import documented, taking
from orders.api.shop_door import ShopDoor
from orders.api.shop_views import CartView, ShopView
from orders.domain.cart import MOST_UNITS
from orders.domain.customer import Language
from orders.ports import Uses
from orders.usecases.browse_shop import see_cart
from orders.usecases.fill_cart import fill_cart
from orders.usecases.open_link import OpenLink, open_link
from orders.usecases.unlock_shop import unlock_shop

_YEAR = 365 * 24 * 60 * 60


class CartBody(Body):
    """How many units of a product are to be in the cart; 0 removes it."""

    product_id: Id
    quantity: Annotated[int, Field(ge=0, le=MOST_UNITS)]


class LanguageBody(Body):
    """What the shop is to speak with this visitor from now on."""

    language: Language


class PasscodeBody(Body):
    """What the customer was given with the link."""

    passcode: Annotated[str, Field(min_length=1, max_length=64, examples=["4711"])]


def router(uses: Uses, public_url: str, logo: Path | None, documents: Documents) -> APIRouter:
    """`/o/{token}` and `/shop`."""
    routes = APIRouter(tags=["shop"], route_class=Straight)
    door = ShopDoor(uses, public_url, logo, documents)
    for asset in door.assets.values():
        routes.add_api_route(f"/shop/{asset.name}", _serving(asset), include_in_schema=False)

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
            return door.let_in(see_other("/shop"), await open_link(uses, command))

        return await door.answered(request, work)

    @routes.get("/shop", operation_id="seeShop", summary="The customer's catalogue and cart", **documented(ShopView))
    async def see(request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            if not wants_json(request):
                return await door.shown(request, visit)
            shelf, cart = await door.shelves.shelf(visit.terms), await see_cart(uses, visit, visit.cart)
            return data(door.data.shop(visit, shelf, cart))

        return await door.answered(request, work)

    @routes.post(
        "/shop/language", operation_id="chooseLanguage", summary="Choose a language", **taking(LanguageBody, None)
    )
    async def speak(request: Request) -> Response:
        async def work() -> Response:
            body = await read(request, LanguageBody)
            answer = see_other(back(request))
            answer.set_cookie(LANGUAGE_COOKIE, body.language, _YEAR, secure=door.secure, httponly=True, samesite="lax")
            return answer

        return await door.answered(request, work)

    @routes.post("/shop/passcode", operation_id="unlockShop", summary="Give the passcode", **taking(PasscodeBody, None))
    async def unlock(request: Request) -> Response:
        async def work() -> Response:
            body = await read(request, PasscodeBody)
            cookie = await unlock_shop(uses, door.cookie_of(request), body.passcode)
            return door.let_in(see_other("/shop"), cookie)

        return await door.answered(request, work)

    @routes.post("/shop/cart", operation_id="fillCart", summary="Put into the cart", **taking(CartBody, CartView))
    async def fill(request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            body = await read(request, CartBody)
            cart = await fill_cart(uses, visit, body.product_id, body.quantity)
            if wants_json(request):
                return data(door.data.cart(visit, await see_cart(uses, visit, cart)))
            return see_other(back(request))

        return await door.answered(request, work)

    shop_orders.add(routes, uses, door)
    return routes


def _serving(asset: Asset) -> Callable[[], Awaitable[Response]]:
    async def serve() -> Response:
        return Response(asset.content, media_type=asset.media_type, headers=dict(FOREVER))

    return serve
