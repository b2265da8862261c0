"""A quote's way over HTTP: sent, accepted or declined, revised (NX-8, NX-23)."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from chassis.http import Body, Caller, OnceOnly, Page, View, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from contracts.money import Money
from orders.api.fields import GIVEN, Text
from orders.api.order_views import LineView, OrderView, line_view, order_view
from orders.api.orders import Lines, may_discount, wanted
from orders.domain.order import Order
from orders.domain.quote import Revision
from orders.ports import Uses
from orders.usecases.accept_quote import AcceptQuote, accept_quote
from orders.usecases.decline_quote import DeclineQuote, decline_quote
from orders.usecases.find_order import readable_order
from orders.usecases.revise_quote import ReviseQuote, revise_quote, see_revisions
from orders.usecases.send_quote import SendQuote, send_quote

LastDay = Annotated[
    date,
    Field(
        description="The last day, in the shop's time zone, on which it can be accepted.",
        examples=["2027-01-31"],
    ),
]


class SendBody(Body):
    """Until when the quote can be accepted; left out: as it says itself, else as the settings say."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"valid_until": "2027-01-31"}]})

    valid_until: LastDay | None = None


class DeclineBody(Body):
    """Why the customer said no; kept in the history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Too late for the season."}]})

    reason: Text | None = None


class RevisionBody(Body):
    """What the next revision changes; what is left out stays, but for the last day, which is set anew."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "lines": [{"product_id": "0198c0de-1111-7c3d-9e5f-0123456789ab", "quantity": 3}],
                    "reason": "Three instead of two, as told on the phone.",
                }
            ]
        }
    )

    lines: Annotated[Lines | None, GIVEN] = None
    valid_until: LastDay | None = None
    reason: Text | None = None


class RevisionView(View):
    """What a quote offers or offered; `state` is the one in which it was revised, or is now."""

    revision: int
    state: str
    lines: list[LineView]
    total: Money
    valid_until: date | None
    updated_at: datetime


def router(uses: Uses, public_url: str) -> APIRouter:
    """`/v1/orders/{order_id}` of quotes."""
    routes = APIRouter(prefix="/v1/orders/{order_id}", tags=["quotes"])
    door = f"{public_url.rstrip('/')}/q/"

    @routes.post("/send", operation_id="sendQuote", summary="Mail a quote to the customer")
    async def send(
        order_id: str, caller: Caller, once: OnceOnly, response: Response, body: SendBody | None = None
    ) -> OrderView:
        """With a link by which he accepts or declines it. A quote that was sent already is sent once more."""
        command = SendQuote(
            quote_id=order_id,
            valid_until=None if body is None else body.valid_until,
            door=door,
            sending_id=new_id(),
            by=caller,
            mark=once.made(order_id),
        )
        try:
            quote = await send_quote(uses, command)
        except AlreadyDone as done:
            quote = await readable_order(uses, once.earlier(done), caller)
        return await _shown(quote, response)

    @routes.post("/accept", status_code=201, operation_id="acceptQuote", summary="Accept a quote into an order")
    async def accept(order_id: str, caller: Caller, once: OnceOnly, response: Response) -> OrderView:
        """For the customer who said so. Answers the order, which has the lines of the quote as they are."""
        made = new_id()
        try:
            order = await accept_quote(
                uses, AcceptQuote(quote_id=order_id, order_id=made, by=caller, mark=once.made(made))
            )
        except AlreadyDone as done:
            order = await readable_order(uses, once.earlier(done), caller)
        response.headers["Location"] = f"/v1/orders/{order.id}"
        return await _shown(order, response)

    @routes.post("/decline", operation_id="declineQuote", summary="Note that the customer declined a quote")
    async def decline(
        order_id: str, caller: Caller, once: OnceOnly, response: Response, body: DeclineBody | None = None
    ) -> OrderView:
        reason = None if body is None else body.reason
        command = DeclineQuote(quote_id=order_id, reason=reason, by=caller, mark=once.made(order_id))
        try:
            quote = await decline_quote(uses, command)
        except AlreadyDone as done:
            quote = await readable_order(uses, once.earlier(done), caller)
        return await _shown(quote, response)

    @routes.post("/revise", operation_id="reviseQuote", summary="Revise a quote")
    async def revise(
        order_id: str, caller: Caller, once: OnceOnly, response: Response, body: RevisionBody | None = None
    ) -> OrderView:
        """The next revision is a draft; the one before is kept, and can be accepted no more."""
        body = body or RevisionBody()
        may_discount(caller, body.lines)
        command = ReviseQuote(
            quote_id=order_id,
            lines=None if body.lines is None else wanted(body.lines),
            valid_until=body.valid_until,
            reason=body.reason,
            by=caller,
            mark=once.made(order_id),
        )
        try:
            quote = await revise_quote(uses, command)
        except AlreadyDone as done:
            quote = await readable_order(uses, once.earlier(done), caller)
        return await _shown(quote, response)

    @routes.get("/revisions", operation_id="listRevisions", summary="List what a quote offered, the newest first")
    async def revisions(order_id: str, caller: Caller) -> Page[RevisionView]:
        return Page(items=[_revision(each) for each in await see_revisions(uses, order_id, caller)])

    async def _shown(order: Order, response: Response) -> OrderView:
        tag(response, order.version)
        return await order_view(order, uses)

    return routes


def _revision(revision: Revision) -> RevisionView:
    return RevisionView(
        revision=revision.number,
        state=revision.state,
        lines=[line_view(line) for line in revision.lines],
        total=revision.total,
        valid_until=revision.valid_until,
        updated_at=revision.updated_at,
    )
