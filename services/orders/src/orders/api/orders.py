"""Orders, quotes and purchases over HTTP."""

import asyncio
from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import ConfigDict, Field

from chassis.access import Principal, scope
from chassis.errors import Invalid
from chassis.http import (
    Body,
    Caller,
    IfMatch,
    Limit,
    OnceOnly,
    Page,
    Straight,
    decode_cursor,
    encode_cursor,
    page_of,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from contracts.money import Currency, Percent
from orders.api.fields import GIVEN, Email, ExternalId, Id, Moment, Name, Phone, Price, Quantity, Text
from orders.api.order_views import OrderView, order_view
from orders.domain.lifecycle import OPEN, State
from orders.domain.order import Channel, Chosen, Contact, Kind
from orders.domain.pricing import Wanted
from orders.ports import OrderQuery, Uses
from orders.usecases.create_order import CreateOrder, create_order
from orders.usecases.find_order import readable_order, serves
from orders.usecases.forget_guest import ForgetGuest, forget_guest
from orders.usecases.move_order import MoveOrder, move_order
from orders.usecases.save_order import SaveOrder, save_order

_STEPS = {
    "confirm": State.CONFIRMED,
    "produce": State.IN_PRODUCTION,
    "ship": State.SHIPPED,
    "deliver": State.DELIVERED,
}


class LineBody(Body):
    """A position."""

    product_id: Id
    quantity: Quantity
    discount_percent: Percent | None = Field(
        default=None,
        description="Instead of the customer's own. Needs orders.discount, or orders.import for a new order.",
        examples=["12.5"],
    )


class NewLineBody(LineBody):
    """A position of a new order. Past orders bring the prices of their day."""

    base_price: Price | None = Field(
        default=None, description="List price of one unit before discount. Needs orders.import."
    )


class GuestBody(Body):
    """Somebody who is no customer."""

    name: Name
    email: Email | None = None
    phone: Phone | None = None


Lines = Annotated[list[LineBody], Field(min_length=1, max_length=200)]
NewLines = Annotated[list[NewLineBody], Field(min_length=1, max_length=200)]


class OrderBody(Body):
    """An order, quote or purchase: of a customer or of a guest, never both."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "customer_id": "0198c0de-7a1b-7c3d-9e5f-0123456789ab",
                    "channel": "office",
                    "lines": [{"product_id": "0198c0de-1111-7c3d-9e5f-0123456789ab", "quantity": 2}],
                }
            ]
        }
    )

    customer_id: Id | None = None
    guest: GuestBody | None = None
    kind: Kind = Kind.ORDER
    channel: Literal["office", "pos", "web", "api"] = "office"
    currency: Currency | None = Field(default=None, description="The customer's, else the shop's, if left out.")
    lines: NewLines
    external_id: ExternalId | None = None
    ordered_at: Moment | None = Field(
        default=None, description="If it was ordered before it is entered here. Needs orders.import."
    )
    valid_until: date | None = Field(
        default=None,
        description="Quotes alone: the last day, in the shop's time zone, on which it can be accepted.",
        examples=["2027-01-31"],
    )
    manager_id: Id | None = Field(default=None, description="Left out: decided by the linking rules.")

    @property
    def is_past(self) -> bool:
        """Whether it brings a date or prices of its own."""
        return self.ordered_at is not None or any(line.base_price is not None for line in self.lines)


class OrderChanges(Body):
    """What a save changes; what is left out stays. `manager_id: null` clears the manager."""

    lines: Annotated[Lines | None, GIVEN] = None
    manager_id: Id | None = None


class CancelBody(Body):
    """Why an order is cancelled; kept in its history."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "Ordered twice by mistake."}]})

    reason: Text | None = None


def router(uses: Uses) -> APIRouter:
    """`/v1/orders`."""
    routes = APIRouter(prefix="/v1/orders", tags=["orders"], route_class=Straight)

    @routes.post("", status_code=201, operation_id="createOrder", summary="Create an order, quote or purchase")
    async def create(body: OrderBody, caller: Caller, once: OnceOnly, response: Response) -> OrderView:
        caller.require("orders.create")
        if body.is_past:
            caller.require("orders.import")
        elif not caller.may("orders.import"):
            may_discount(caller, body.lines)
        if body.customer_id is not None and body.guest is not None:
            raise Invalid.field("/guest", "an order is a customer's or a guest's, not both")
        if body.valid_until is not None and body.kind is not Kind.QUOTE:
            raise Invalid.field("/valid_until", "is for quotes")
        order_id = new_id()
        command = CreateOrder(
            order_id=order_id,
            kind=body.kind,
            channel=Channel(body.channel),
            lines=tuple(
                Wanted(line.product_id, line.quantity, line.base_price, line.discount_percent) for line in body.lines
            ),
            customer_id=body.customer_id,
            guest=_guest(body.guest),
            currency=body.currency,
            manager_id=body.manager_id,
            external_id=body.external_id,
            ordered_at=body.ordered_at,
            valid_until=body.valid_until,
            by=caller,
            mark=once.made(order_id),
        )
        try:
            order = await create_order(uses, command)
        except AlreadyDone as done:
            order = await readable_order(uses, once.earlier(done), caller)
        response.headers["Location"] = f"/v1/orders/{order.id}"
        tag(response, order.version)
        return await order_view(order, uses)

    @routes.get("", operation_id="listOrders", summary="List orders, the newest first")
    async def page(
        request: Request,
        response: Response,
        caller: Caller,
        kind: Kind | None = None,
        state: State | None = None,
        external_id: Annotated[str | None, Query(max_length=100, description="The key in another system.")] = None,
        customer_id: Annotated[str | None, Query(max_length=64)] = None,
        manager_id: Annotated[str | None, Query(max_length=64)] = None,
        pending: Annotated[
            bool, Query(description="Only what is still to be done: new, confirmed, in_production; draft, sent.")
        ] = False,
        since: Annotated[Moment | None, Query(description="Created then or later.")] = None,
        until: Annotated[Moment | None, Query(description="Created before.")] = None,
        q: Annotated[str | None, Query(max_length=40, description="How the number begins.")] = None,
        cursor: Annotated[str | None, Query(max_length=500)] = None,
        limit: Limit = 50,
    ) -> Page[OrderView]:
        """Of a customer whom the caller serves, also what is closed and was somebody else's: his history."""
        caller.require("orders.read")
        states = set(OPEN) if pending else None
        if state is not None:
            states = {state} & (states or {state})
        if customer_id is not None:
            customer_id = await uses.customers.standing_for(customer_id)
        query = OrderQuery(
            kind=kind,
            external_id=external_id,
            states=states,
            customer_id=customer_id,
            history=customer_id is not None and await serves(uses, customer_id, caller),
            manager_id=manager_id,
            since=since,
            until=until,
            number_prefix=q.strip().upper() if q else None,
        )
        found = await uses.orders.page(scope(caller, "orders.read"), query, _after(cursor), limit + 1)
        shown, following = page_of(
            request, response, found, limit, lambda last: encode_cursor(last.created_at, last.id)
        )
        return Page(items=await asyncio.gather(*(order_view(order, uses) for order in shown)), next=following)

    @routes.get("/{order_id}", operation_id="getOrder", summary="Read an order")
    async def read(order_id: str, caller: Caller, response: Response) -> OrderView:
        order = await readable_order(uses, order_id, caller)
        tag(response, order.version)
        return await order_view(order, uses)

    @routes.patch("/{order_id}", operation_id="saveOrder", summary="Save an order")
    async def change(
        order_id: str, body: OrderChanges, version: IfMatch, caller: Caller, response: Response
    ) -> OrderView:
        """A save may make its author the manager (rows O5 to O15), also if it changes nothing."""
        may_discount(caller, body.lines)
        command = SaveOrder(
            order_id=order_id,
            version=version,
            lines=None if body.lines is None else wanted(body.lines),
            chosen=Chosen(body.manager_id) if "manager_id" in body.model_fields_set else None,
            by=caller,
        )
        order = await save_order(uses, command)
        tag(response, order.version)
        return await order_view(order, uses)

    def add_step(name: str, to: State) -> None:
        @routes.post(f"/{{order_id}}/{name}", operation_id=f"{name}Order", summary=f"An order becomes {to}")
        async def step(order_id: str, caller: Caller, once: OnceOnly, response: Response) -> OrderView:
            return await _moved(MoveOrder(order_id, to, caller, once.made(order_id)), once, response)

    for name, to in _STEPS.items():
        add_step(name, to)

    @routes.post("/{order_id}/cancel", operation_id="cancelOrder", summary="An order becomes cancelled")
    async def cancel(
        order_id: str, caller: Caller, once: OnceOnly, response: Response, body: CancelBody | None = None
    ) -> OrderView:
        reason = None if body is None else body.reason
        command = MoveOrder(order_id, State.CANCELLED, caller, once.made(order_id), reason)
        return await _moved(command, once, response)

    @routes.post("/{order_id}/erase", operation_id="eraseGuest", summary="Forget a guest")
    async def erase(order_id: str, version: IfMatch, caller: Caller, response: Response) -> OrderView:
        """Forgets whoever ordered without being a customer (GDPR): his contact data and what he or others wrote go here
        and in all services, and his quote opens no more; figures stay. It cannot be undone. Needs customers.erase; an
        order of a customer is 409, he is erased with his card."""
        order = await forget_guest(uses, ForgetGuest(order_id, version, caller))
        tag(response, order.version)
        return await order_view(order, uses)

    async def _moved(command: MoveOrder, once: OnceOnly, response: Response) -> OrderView:
        try:
            order = await move_order(uses, command)
        except AlreadyDone as done:
            order = await readable_order(uses, once.earlier(done), command.by)
        tag(response, order.version)
        return await order_view(order, uses)

    return routes


def wanted(lines: Iterable[LineBody]) -> tuple[Wanted, ...]:
    """The positions that a body asks for."""
    return tuple(Wanted(line.product_id, line.quantity, discount_percent=line.discount_percent) for line in lines)


def may_discount(caller: Principal, lines: Iterable[LineBody] | None) -> None:
    """Forbidden if a position has a discount of its own and the caller may give none."""
    if any(line.discount_percent is not None for line in lines or ()):
        caller.require("orders.discount")


def _guest(guest: GuestBody | None) -> Contact | None:
    return None if guest is None else Contact(name=guest.name, email=guest.email, phone=guest.phone)


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if not cursor:
        return None
    at, order_id = decode_cursor(cursor, datetime, str)
    return at, order_id
