"""Printed orders, quotes and purchases over HTTP, for members of staff."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.http import Caller
from chassis.languages import spoken
from orders.api.documents import Documents, paper
from orders.api.shop_texts import TEXTS
from orders.domain.customer import Language
from orders.ports import Uses
from orders.usecases.find_order import readable_order

PDF: dict[int | str, dict[str, Any]] = {
    200: {"description": "The document", "content": {"application/pdf": {"schema": {"type": "string"}}}}
}


def router(uses: Uses, documents: Documents) -> APIRouter:
    """`/v1/orders/{order_id}/document.pdf`."""
    routes = APIRouter(prefix="/v1/orders/{order_id}", tags=["orders"])

    @routes.get(
        "/document.pdf",
        operation_id="printOrder",
        summary="Print an order, quote or purchase",
        response_class=Response,
        responses=PDF,
    )
    async def document(
        order_id: str,
        caller: Caller,
        lang: Annotated[Language | None, Query(description="Left out: the customer's, else the shop's.")] = None,
    ) -> Response:
        order = await readable_order(uses, order_id, caller)
        return paper(order, await documents.printed(order, lang or spoken(TEXTS, order.language, uses.shop.language)))

    return routes
