"""Personal order links over HTTP."""

from secrets import token_bytes
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from chassis.http import LINE, Body, Caller, IfMatch, OnceOnly, Page, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from orders.api.fields import Id, Moment
from orders.api.link_views import AccessView, LinkView, access_views, link_views
from orders.domain.order_link import OrderLink
from orders.ports import Uses
from orders.usecases.change_link import ChangeLink, change_link
from orders.usecases.create_link import CreateLink, create_link
from orders.usecases.find_link import customer_with_links, managed_link
from orders.usecases.revoke_link import revoke_link
from orders.usecases.rotate_link import rotate_link
from orders.usecases.send_link import SendLink, send_link

Recipient = Annotated[str, Field(min_length=1, max_length=100, pattern=LINE, examples=["Purchasing"])]
Passcode = Annotated[str, Field(min_length=4, max_length=64, examples=["4711"])]


class LinkBody(Body):
    """A link to be: for good, or until `expires_at`; with `passcode` the customer is asked for it once. `recipient`
    tells several links of one customer apart."""

    customer_id: Id
    recipient: Recipient | None = None
    expires_at: Moment | None = Field(default=None, examples=["2027-01-31T23:59:59Z"])
    passcode: Passcode | None = None


class LinkChanges(Body):
    """What of a link is to change; what is left out stays. Null: for nobody in particular, for good, without a
    passcode."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"expires_at": "2027-01-31T23:59:59Z"}]})

    recipient: Recipient | None = None
    expires_at: Moment | None = None
    passcode: Passcode | None = None


def router(uses: Uses, public_url: str) -> APIRouter:
    """`/v1/order-links`."""
    routes = APIRouter(prefix="/v1/order-links", tags=["order links"])
    door = f"{public_url.rstrip('/')}/o/"

    @routes.post("", status_code=201, operation_id="createOrderLink", summary="Create a customer's order link")
    async def create(body: LinkBody, caller: Caller, once: OnceOnly, response: Response) -> LinkView:
        link_id = new_id()
        command = CreateLink(
            link_id=link_id,
            customer_id=body.customer_id,
            recipient=body.recipient,
            expires_at=body.expires_at,
            passcode=body.passcode,
            salt=token_bytes(16),
            by=caller,
            mark=once.made(link_id),
        )
        try:
            link = await create_link(uses, command)
        except AlreadyDone as done:
            link = await managed_link(uses, once.earlier(done), caller)
        response.headers["Location"] = f"/v1/order-links?customer_id={link.customer_id}"
        return await view(link, response)

    @routes.get("", operation_id="listOrderLinks", summary="List a customer's order links, the newest first")
    async def page(caller: Caller, customer_id: Annotated[str, Query(min_length=1, max_length=64)]) -> Page[LinkView]:
        customer = await customer_with_links(uses, customer_id, caller)
        return Page(items=await link_views(uses, await uses.links.of_customer(customer), door))

    @routes.patch("/{link_id}", operation_id="changeOrderLink", summary="Change a link's expiry, passcode or recipient")
    async def change(link_id: str, body: LinkChanges, version: IfMatch, caller: Caller, response: Response) -> LinkView:
        """A link that has expired opens again, with its cart. With another passcode whoever is inside opens the link
        once more."""
        changes = {name: getattr(body, name) for name in body.model_fields_set}
        command = ChangeLink(link_id=link_id, version=version, changes=changes, salt=token_bytes(16), by=caller)
        return await view(await change_link(uses, command), response)

    @routes.post("/{link_id}/rotate", operation_id="rotateOrderLink", summary="Replace a link's token")
    async def rotate(link_id: str, caller: Caller, once: OnceOnly, response: Response) -> LinkView:
        """Whatever was handed out before opens nothing any more; the cart stays."""
        try:
            link = await rotate_link(uses, link_id, caller, once.made(link_id))
        except AlreadyDone as done:
            link = await managed_link(uses, once.earlier(done), caller)
        return await view(link, response)

    @routes.post("/{link_id}/revoke", operation_id="revokeOrderLink", summary="Make a link void for good")
    async def revoke(link_id: str, caller: Caller, response: Response) -> LinkView:
        return await view(await revoke_link(uses, link_id, caller), response)

    @routes.post("/{link_id}/send", operation_id="sendOrderLink", summary="Mail a link to its customer")
    async def send(link_id: str, caller: Caller, once: OnceOnly, response: Response) -> LinkView:
        """`sent` tells what becomes of the mail; the passcode does not travel with it."""
        command = SendLink(link_id=link_id, sending_id=new_id(), door=door, by=caller, mark=once.made(link_id))
        try:
            link = await send_link(uses, command)
        except AlreadyDone as done:
            link = await managed_link(uses, once.earlier(done), caller)
        return await view(link, response)

    @routes.get("/{link_id}/accesses", operation_id="listOrderLinkAccesses", summary="Who opened a link")
    async def accesses(link_id: str, caller: Caller) -> Page[AccessView]:
        """The latest 200 of the last 90 days, the latest first."""
        link = await managed_link(uses, link_id, caller)
        return Page(items=access_views(link, await uses.accesses.find(link.id)))

    async def view(link: OrderLink, response: Response) -> LinkView:
        tag(response, link.version)
        (shown,) = await link_views(uses, [link], door)
        return shown

    return routes
