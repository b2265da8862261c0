"""Personal order links over HTTP."""

from datetime import datetime
from secrets import token_bytes
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from chassis.errors import NotFound
from chassis.http import Body, Caller, OnceOnly, Page, View, tag
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from orders.api.fields import Id, Moment
from orders.domain.order_link import LinkState, OrderLink, Purpose, state_of, token_of
from orders.ports import Uses
from orders.usecases.create_link import CreateLink, create_link
from orders.usecases.find_link import customer_with_links
from orders.usecases.revoke_link import revoke_link
from orders.usecases.rotate_link import rotate_link


class LinkBody(Body):
    """A link to be: for good, or until `expires_at`; with `passcode` the customer is asked for it once."""

    customer_id: Id
    expires_at: Moment | None = Field(default=None, examples=["2027-01-31T23:59:59Z"])
    passcode: Annotated[str, Field(min_length=4, max_length=64, examples=["4711"])] | None = None


class LinkView(View):
    """A link. `url` is the customer's key to his shop: null once it opens nothing any more."""

    id: str
    version: int
    customer_id: str
    url: str | None
    state: LinkState
    expires_at: datetime | None
    has_passcode: bool
    created_by: str
    created_at: datetime
    updated_at: datetime


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
            expires_at=body.expires_at,
            passcode=body.passcode,
            salt=token_bytes(16),
            by=caller,
            mark=once.made(link_id),
        )
        try:
            link = await create_link(uses, command)
        except AlreadyDone as done:
            link = await _made_earlier(once.earlier(done))
        response.headers["Location"] = f"/v1/order-links?customer_id={link.customer_id}"
        return view(link, response)

    @routes.get("", operation_id="listOrderLinks", summary="List a customer's order links, the newest first")
    async def page(caller: Caller, customer_id: Annotated[str, Query(min_length=1, max_length=64)]) -> Page[LinkView]:
        customer = await customer_with_links(uses, customer_id, caller)
        return Page(items=[view(link) for link in await uses.links.of_customer(customer.id)])

    @routes.post("/{link_id}/rotate", operation_id="rotateOrderLink", summary="Replace a link's token")
    async def rotate(link_id: str, caller: Caller, once: OnceOnly, response: Response) -> LinkView:
        """Whatever was handed out before opens nothing any more; the cart stays."""
        try:
            link = await rotate_link(uses, link_id, caller, once.made(link_id))
        except AlreadyDone as done:
            link = await _made_earlier(once.earlier(done))
        return view(link, response)

    @routes.post("/{link_id}/revoke", operation_id="revokeOrderLink", summary="Make a link void for good")
    async def revoke(link_id: str, caller: Caller, response: Response) -> LinkView:
        return view(await revoke_link(uses, link_id, caller), response)

    async def _made_earlier(link_id: str) -> OrderLink:
        link = await uses.links.find(link_id)
        if link is None:
            raise NotFound
        return link

    def view(link: OrderLink, response: Response | None = None) -> LinkView:
        if response is not None:
            tag(response, link.version)
        state = state_of(link, uses.clock.now())
        active = state is LinkState.ACTIVE
        return LinkView(
            id=link.id,
            version=link.version,
            customer_id=link.customer_id,
            url=door + token_of(link, Purpose.LINK, uses.link_secret) if active else None,
            state=state,
            expires_at=link.expires_at,
            has_passcode=link.passcode is not None,
            created_by=link.created_by,
            created_at=link.created_at,
            updated_at=link.updated_at,
        )

    return routes
