"""Cards over HTTP."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from chassis.access import Principal, Scope, scope
from chassis.http import (
    Caller,
    IfMatch,
    Limit,
    Once,
    OnceOnly,
    Page,
    Straight,
    page_of,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from customers.api.bodies import CustomerBody, CustomerChange
from customers.api.filters import Filters
from customers.api.places import SortBy, cursor_of, order_of, place
from customers.api.scopes import reach
from customers.api.views import CustomerView, HiddenView, KnownView, card_view, card_views
from customers.ports import Deps
from customers.usecases.change_customer import ChangeCustomer, change_customer
from customers.usecases.create_customer import CreateCustomer, NewNote, create_customer
from customers.usecases.erase_customer import EraseCustomer, erase_customer
from customers.usecases.read_card import read_card

_EXISTING: dict[int | str, dict[str, Any]] = {
    200: {"model": KnownView | HiddenView, "description": "At the point of sale: the customer is known already."}
}


def customers_router(deps: Deps) -> APIRouter:
    """The routes of /v1/customers."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Straight)

    @router.post(
        "",
        status_code=201,
        operation_id="createCustomer",
        response_model=CustomerView,
        responses=_EXISTING,
    )
    async def create(body: CustomerBody, caller: Caller, once: OnceOnly, response: Response) -> CustomerView | Response:
        """Creates a card. At the point of sale a customer who is known by e-mail or phone is returned instead."""
        caller.require("customers.create")
        try:
            created = await create_customer(deps, creation(body, caller, once))
        except AlreadyDone as done:
            again = await _view(deps, once.earlier(done), scope(caller, "customers.read"))
            if again is None or "existing" in (done.mark.result or {}):
                return _existing(once.earlier(done), again)
            return _located(response, again)
        if created.existing:
            return _existing(created.card.id, await _view(deps, created.card.id, scope(caller, "customers.read")))
        return _located(response, await card_view(deps.staff, created.card))

    @router.get("", operation_id="listCustomers")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        asked_for: Filters,
        sort: Annotated[
            SortBy | None,
            Query(description="Without it, a search has the best match first, a list Current above Potential."),
        ] = None,
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[CustomerView]:
        """The cards that the caller may see (NX-16), in sections (ML-1), filtered (ML-6), found by name, e-mail or
        phone (ML-5)."""
        by, descending = order_of(sort, searching=asked_for.asked is not None, follow_up=asked_for.follow_up)
        after = None if cursor is None else place(cursor, by, asked_for.asked)
        query = replace(asked_for, sort=by, descending=descending, after=after)
        met = await deps.cards.find(query, reach(caller, "customers.read"), limit + 1)
        met, following = page_of(request, response, met, limit, lambda last: cursor_of(last.at))
        return Page(items=await card_views(deps.staff, [each.card for each in met]), next=following)

    @router.get("/{customer_id}", operation_id="getCustomer")
    async def get(customer_id: str, caller: Caller, response: Response) -> CustomerView:
        """One card; somebody else's is not there. Of one that was merged, 410 names the card that stands for it."""
        card = await read_card(deps, customer_id, reach(caller, "customers.read"))
        tag(response, card.version)
        return await card_view(deps.staff, card)

    @router.patch("/{customer_id}", operation_id="changeCustomer")
    async def change(
        customer_id: str, body: CustomerChange, caller: Caller, version: IfMatch, response: Response
    ) -> CustomerView:
        """Saves the fields that are sent."""
        command = ChangeCustomer(
            id=customer_id,
            version=version,
            changes=body.changes(),
            chosen=body.chosen(),
            caller=caller,
            scope=reach(caller, "customers.write"),
        )
        card = await change_customer(deps, command)
        tag(response, card.version)
        return await card_view(deps.staff, card)

    @router.post("/{customer_id}/erase", operation_id="eraseCustomer")
    async def erase(customer_id: str, caller: Caller, version: IfMatch, response: Response) -> CustomerView:
        """Forgets a person (GDPR): name, contact data, VAT number, address and notes go here and in all services, also
        from stored orders and mails; his order links end. Ids and figures stay. It cannot be undone: `If-Match` says
        which version was confirmed."""
        caller.require("customers.erase")
        card = await erase_customer(deps, EraseCustomer(customer_id, version, caller, reach(caller, "customers.write")))
        tag(response, card.version)
        return await card_view(deps.staff, card)

    return router


def creation(body: CustomerBody, caller: Principal, once: Once) -> CreateCustomer:
    """The command that a new customer stands for."""
    new = new_id()
    return CreateCustomer(
        id=new,
        details=body.details(),
        channel=body.channel,
        manager_id=body.manager_id,
        notes=[NewNote(note.text, note.priority) for note in body.notes],
        caller=caller,
        mark=once.made(new),
    )


async def _view(deps: Deps, customer_id: str, within: Scope) -> CustomerView | None:
    card = await deps.cards.get(customer_id, within)
    return None if card is None else await card_view(deps.staff, card)


def _located(response: Response, view: CustomerView) -> CustomerView:
    response.headers["Location"] = f"/v1/customers/{view.id}"
    tag(response, view.version)
    return view


def _existing(customer_id: str, seen: CustomerView | None) -> Response:
    view = HiddenView(id=customer_id) if seen is None else KnownView(**seen.model_dump())
    return Response(
        view.model_dump_json(),
        200,
        headers={"Location": f"/v1/customers/{view.id}"},
        media_type="application/json",
    )
