"""Cards over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from chassis.access import Scope, scope
from chassis.errors import NotFound
from chassis.http import (
    Caller,
    IfMatch,
    Limit,
    OnceOnly,
    Page,
    decode_cursor,
    encode_cursor,
    link_next,
    tag,
)
from chassis.ids import new_id
from chassis.inbox import AlreadyDone
from customers.api.bodies import CustomerBody, CustomerChange
from customers.api.scopes import reach
from customers.api.views import CustomerView, HiddenView, KnownView, card_view, card_views
from customers.domain.card import Status, Temperature
from customers.domain.search import Query as CardQuery
from customers.domain.search import Sort, asked, position
from customers.ports import Deps
from customers.usecases.change_customer import ChangeCustomer, change_customer
from customers.usecases.create_customer import CreateCustomer, NewNote, create_customer

SortBy = Literal["name", "-name", "created_at", "-created_at", "updated_at", "-updated_at"]
_SORTS: dict[SortBy, tuple[Sort, bool]] = {
    "name": ("name", False),
    "-name": ("name", True),
    "created_at": ("created_at", False),
    "-created_at": ("created_at", True),
    "updated_at": ("updated_at", False),
    "-updated_at": ("updated_at", True),
}
_POSITION: dict[Sort, tuple[type, ...]] = {
    "name": (str, str),
    "created_at": (str,),
    "updated_at": (datetime, str),
}
_EXISTING: dict[int | str, dict[str, Any]] = {
    200: {"model": KnownView | HiddenView, "description": "At the point of sale: the customer is known already."}
}


def customers_router(deps: Deps) -> APIRouter:
    """The routes of /v1/customers."""
    router = APIRouter(prefix="/v1/customers", tags=["customers"])

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
        new = new_id()
        command = CreateCustomer(
            id=new,
            details=body.details(),
            channel=body.channel,
            manager_id=body.manager_id,
            notes=[NewNote(note.text, note.priority) for note in body.notes],
            caller=caller,
            mark=once.made(new),
        )
        try:
            created = await create_customer(deps, command)
        except AlreadyDone as done:
            again = await _view(deps, once.earlier(done), scope(caller, "customers.read"))
            return _located(response, again) if again is not None else _existing(HiddenView(id=once.earlier(done)))
        if created.existing:
            known = await _view(deps, created.card.id, scope(caller, "customers.read"))
            return _existing(HiddenView(id=created.card.id) if known is None else KnownView(**known.model_dump()))
        return _located(response, await card_view(deps.staff, created.card, created.newest))

    @router.get("", operation_id="listCustomers")
    async def find(
        caller: Caller,
        request: Request,
        response: Response,
        q: Annotated[str | None, Query(max_length=200, description="Name, e-mail or phone.")] = None,
        external_id: Annotated[str | None, Query(max_length=100, description="The key in another system.")] = None,
        status: Status | None = None,
        temperature: Temperature | None = None,
        manager_id: Annotated[str | None, Query(max_length=64)] = None,
        sort: SortBy = "name",
        limit: Limit = 50,
        cursor: Annotated[str | None, Query(max_length=2000)] = None,
    ) -> Page[CustomerView]:
        """The cards that the caller may see (NX-16), found by name, e-mail or phone (ML-5), filtered (ML-6)."""
        by, descending = _SORTS[sort]
        query = CardQuery(
            asked=asked(q or ""),
            external_id=external_id,
            status=status,
            temperature=temperature,
            manager_id=manager_id,
            sort=by,
            descending=descending,
            after=None if cursor is None else decode_cursor(cursor, *_POSITION[by]),
        )
        cards = await deps.cards.find(query, reach(caller, "customers.read"), limit + 1)
        shown = cards[:limit]
        following = encode_cursor(*position(shown[-1], by)) if len(cards) > limit else None
        link_next(request, response, following)
        newest = await deps.notes.newest([card.id for card in shown])
        return Page(items=await card_views(deps.staff, shown, newest), next=following)

    @router.get("/{customer_id}", operation_id="getCustomer")
    async def get(customer_id: str, caller: Caller, response: Response) -> CustomerView:
        """One card; somebody else's is not there."""
        view = await _view(deps, customer_id, reach(caller, "customers.read"))
        if view is None:
            raise NotFound
        tag(response, view.version)
        return view

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
        newest = await deps.notes.newest([card.id])
        tag(response, card.version)
        return await card_view(deps.staff, card, newest.get(card.id))

    return router


async def _view(deps: Deps, customer_id: str, within: Scope) -> CustomerView | None:
    card = await deps.cards.get(customer_id, within)
    if card is None:
        return None
    newest = await deps.notes.newest([card.id])
    return await card_view(deps.staff, card, newest.get(card.id))


def _located(response: Response, view: CustomerView) -> CustomerView:
    response.headers["Location"] = f"/v1/customers/{view.id}"
    tag(response, view.version)
    return view


def _existing(view: KnownView | HiddenView) -> Response:
    return Response(
        view.model_dump_json(),
        200,
        headers={"Location": f"/v1/customers/{view.id}"},
        media_type="application/json",
    )
