"""What all routes of the shop share: who visits, and how he is answered or refused."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import Request, Response

from chassis.errors import Gone, Problem
from chassis.http.pages import cookie_for, from_here, page
from orders.api.documents import Documents
from orders.api.shop_answers import refusal, wants_json
from orders.api.shop_assets import assets_of
from orders.api.shop_choice import choice_of, language_of, language_of_browser
from orders.api.shop_data import ShopData, changed_data
from orders.api.shop_page import Pages
from orders.domain.reorder import Reorder
from orders.ports import Uses
from orders.usecases.browse_shop import Shelves, see_cart
from orders.usecases.enter_shop import PasscodeNeeded, Visit, enter_shop
from orders.usecases.order_again import compare_with_today
from orders.usecases.submit_cart import CartChanged, find_submitted
from orders.usecases.unlock_shop import TooManyGuesses


class ShopDoor:
    """One for the service."""

    def __init__(self, uses: Uses, public_url: str, logo: Path | None, documents: Documents) -> None:
        self._uses = uses
        self._public_url = public_url
        self._cookie, self.secure = cookie_for(public_url, "shop")
        self.assets = assets_of(uses.shop, logo)
        self.pages = Pages(uses.shop, self.assets)
        self.data = ShopData(uses.shop.name)
        self.documents = documents
        self.shelves = Shelves(uses)

    def cookie_of(self, request: Request) -> str | None:
        """What the visitor carries."""
        return request.cookies.get(self._cookie)

    def let_in(self, response: Response, cookie: str) -> Response:
        """The answer, with what the visitor is to carry from now on."""
        response.set_cookie(self._cookie, cookie, path="/", secure=self.secure, httponly=True, samesite="lax")
        return response

    async def visit_of(self, request: Request) -> Visit:
        """Who visits; LinkGone, PasscodeNeeded."""
        return await enter_shop(self._uses, self.cookie_of(request), language_of(request))

    async def shown(self, request: Request, visit: Visit, problem: Problem | None = None) -> Response:
        """The shop's page."""
        shelf, cart = await self.shelves.shelf(visit.terms), await see_cart(self._uses, visit, visit.cart)
        again = await self._again(request, visit)
        html = self.pages.shop(visit, shelf, choice_of(request), cart, problem=problem, again=again)
        return page(html, problem.status if problem else 200)

    async def answered(self, request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        """What `work` answers, or why not, in the form that the visitor asks for."""
        try:
            if request.method == "POST":
                from_here(request, self._public_url)
            return await work()
        except Problem as problem:
            return await self._refused(request, problem)

    async def _refused(self, request: Request, problem: Problem) -> Response:
        if wants_json(request):
            return refusal(problem, changed_data(problem) if isinstance(problem, CartChanged) else None)
        if isinstance(problem, Gone):
            return page(self.pages.gone(language_of_browser(request)), problem.status)
        if isinstance(problem, PasscodeNeeded | TooManyGuesses):
            return page(self.pages.passcode(problem, language_of_browser(request)), problem.status)
        if problem.status in (409, 422):
            return await self.shown(request, await self.visit_of(request), problem)
        return page(self.pages.refused(problem, language_of_browser(request)), problem.status)

    async def _again(self, request: Request, visit: Visit) -> Reorder | None:
        """What was just put into the cart once more, if the address tells so."""
        order_id = request.query_params.get("again", "")
        order = await find_submitted(self._uses, visit, order_id) if order_id else None
        return None if order is None else await compare_with_today(self._uses, visit, order)
