"""The customer's orders behind his order link: sending, seeing and repeating them (ML-28, ML-29, N11)."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from chassis.access import Scope
from chassis.errors import NotFound
from chassis.http import Body, decode_cursor, encode_cursor
from chassis.http.pages import page, read, see_other
from chassis.ids import new_id
from chassis.languages import spoken
from orders.api.documents import paper
from orders.api.order_views import ShopOrderView, shop_order_view
from orders.api.shop_answers import data, wants_json, written
from orders.api.shop_data import reorder_data
from orders.api.shop_documents import documented, printing, taking
from orders.api.shop_door import ShopDoor
from orders.api.shop_seen import SeenPositions, seen_of
from orders.api.shop_texts import TEXTS
from orders.api.shop_views import ReorderView, ShopOrdersView
from orders.ports import OrderQuery, Uses
from orders.usecases.browse_shop import see_cart
from orders.usecases.order_again import OrderAgain, order_again
from orders.usecases.submit_cart import CartChanged, SubmitCart, find_submitted, links_of, submit_cart

_PAGE = 20


class SubmissionBody(Body):
    """`submission_id` is any text that is another one for another order; the page carries one. With `seen`, what was
    shown of the cart, nothing else is ordered; without, what was shown when each product went into it."""

    submission_id: Annotated[
        str, Field(min_length=1, max_length=100, examples=["0198c0de-7a1b-7c3d-9e5f-0123456789ab"])
    ]
    seen: SeenPositions | None = None


class NothingBody(Body):
    """A form without fields."""


def add(routes: APIRouter, uses: Uses, door: ShopDoor) -> None:
    """`/shop/orders`."""

    @routes.post(
        "/shop/orders",
        operation_id="submitCart",
        summary="Order the cart",
        **taking(SubmissionBody, ShopOrderView, 201),
    )
    async def submit(request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            body = await read(request, SubmissionBody)
            try:
                order = await submit_cart(uses, SubmitCart(visit, body.submission_id, new_id(), seen_of(body.seen)))
            except CartChanged as changed:
                if wants_json(request):
                    raise
                return page(door.pages.changed(visit, changed, body.submission_id), changed.status)
            if wants_json(request):
                return written(shop_order_view(order), 201)
            return see_other(f"/shop/orders/{order.id}")

        return await door.answered(request, work)

    @routes.get(
        "/shop/orders", operation_id="listOrdered", summary="The customer's orders", **documented(ShopOrdersView)
    )
    async def listed(request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            cursor = request.query_params.get("cursor")
            after = None if cursor is None else decode_cursor(cursor, datetime, str)
            query = OrderQuery(link_ids=await links_of(uses, visit))
            found = await uses.orders.page(
                Scope.everything(), query, (after[0], after[1]) if after else None, _PAGE + 1
            )
            shown = found[:_PAGE]
            following = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > _PAGE else None
            if wants_json(request):
                items = [shop_order_view(order).model_dump(mode="json") for order in shown]
                return data({"items": items, "next": following})
            return page(door.pages.orders(visit, shown, following))

        return await door.answered(request, work)

    @routes.get(
        "/shop/orders/{order_id}", operation_id="seeOrdered", summary="An order sent", **documented(ShopOrderView)
    )
    async def ordered(order_id: str, request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            order = await find_submitted(uses, visit, order_id)
            if order is None:
                raise NotFound
            if wants_json(request):
                return written(shop_order_view(order))
            return page(door.pages.ordered(visit, order))

        return await door.answered(request, work)

    @routes.get(
        "/shop/orders/{order_id}/document.pdf",
        operation_id="printOrdered",
        summary="An order sent, printed",
        **printing(),
    )
    async def document(order_id: str, request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            order = await find_submitted(uses, visit, order_id)
            if order is None:
                raise NotFound
            return paper(order, await door.documents.printed(order, spoken(TEXTS, *visit.terms.languages)))

        return await door.answered(request, work)

    @routes.post(
        "/shop/orders/{order_id}/again",
        operation_id="orderAgain",
        summary="Put an order's lines into the cart once more",
        **taking(NothingBody, ReorderView),
    )
    async def again(order_id: str, request: Request) -> Response:
        async def work() -> Response:
            visit = await door.visit_of(request)
            today, cart = await order_again(uses, OrderAgain(visit, order_id))
            if wants_json(request):
                shown = door.data.cart(visit, await see_cart(uses, visit, cart))
                return data({"cart": shown, **reorder_data(today)})
            return see_other(f"/shop?again={order_id}#cart")

        return await door.answered(request, work)
